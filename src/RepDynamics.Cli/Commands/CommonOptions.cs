using System.CommandLine;

namespace RepDynamics.Cli.Commands;

/// <summary>A command that does something, rather than only having subcommands.</summary>
internal sealed class ActionCommand : Command
{
    public ActionCommand(string name, string description, IEnumerable<Symbol> symbols, Func<ParseResult, ExitCode> action) : base(name, description)
    {
        foreach (Symbol symbol in symbols)
        {
            if (symbol is Argument argument) Add(argument);
            else if (symbol is Option option) Add(option);
            else Add((Command)symbol);
        }
        SetAction(parsed => (int)action(parsed));
    }
}

/// <summary>Options of several commands.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Write the result as JSON, for programs." };

    /// <summary>Makes an argument of several words reject unknown options, which it would otherwise accept.</summary>
    public static void RefuseOptions(Argument argument) => argument.Validators.Add(given =>
    {
        if (given.Tokens.FirstOrDefault(t => t.Value.StartsWith('-')) is { } option) given.AddError($"There is no option {option.Value}.");
    });

    /// <summary>Returns the argument of one or more claims; without them, all claims are meant if that is allowed.</summary>
    public static Argument<string[]> Claims(bool orAll = false)
    {
        Argument<string[]> claims = new("CLAIM")
        {
            Description = orAll ? "Ids of claims; by default all." : "Ids of claims; repdynamics claims lists them.",
            Arity = orAll ? ArgumentArity.ZeroOrMore : ArgumentArity.OneOrMore,
        };
        RefuseOptions(claims);
        return claims;
    }

    public static Option<string> Profile() => new("--profile", "-p")
    {
        Description = $"The profile: {string.Join(" or ", RepDynamics.Profiles.Profile.All.Select(p => p.Name))}.",
        HelpName = "NAME",
        DefaultValueFactory = _ => RepDynamics.Profiles.Profile.Cpu.Name,
    };

    public static Option<string> OnlyProfile() => new("--profile", "-p")
    {
        Description = $"Only this profile ({string.Join(", ", RepDynamics.Profiles.Profile.All.Select(p => p.Name))}); by default all.",
        HelpName = "NAME",
    };

    public static Option<string> Folder(string what, string usual) => new("--out", "-o")
    {
        Description = $"Where to write {what}; by default {usual} of the checkout.",
        HelpName = "DIR",
    };

    public static Option<string> Device()
    {
        Option<string> device = new("--device")
        {
            Description = "The device.",
            DefaultValueFactory = _ => PaperClaims.ClaimProject.Device,
        };
        device.AcceptOnlyFromAmong("cpu", "cuda");
        return device;
    }
}
