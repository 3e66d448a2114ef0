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

/// <summary>Options of several commands, one of each for all commands of a command line.</summary>
internal sealed class CommonOptions
{
    public Option<bool> Json { get; } = new("--json") { Description = "Write the result as JSON, for programs." };

    public Option<string> Profile { get; } = new("--profile", "-p")
    {
        Description = $"The profile: {string.Join(" or ", ClaimCatalogue.Profiles)}.",
        HelpName = "NAME",
        DefaultValueFactory = _ => RepDynamics.Profiles.Profile.Cpu.Name,
    };

    public Option<string> OnlyProfile { get; } =
        new("--profile", "-p") { Description = $"Only this profile ({string.Join(", ", ClaimCatalogue.Profiles)}); by default all.", HelpName = "NAME" };

    public Option<string> Device { get; } = OneOf(["--device"], "The device.", PaperClaims.ClaimProject.Device, "cpu", "cuda");

    /// <summary>Makes an argument of several words reject unknown options, which it would otherwise accept.</summary>
    public static void RefuseOptions(Argument argument) => argument.Validators.Add(given =>
    {
        if (given.Tokens.FirstOrDefault(t => t.Value.StartsWith('-')) is { } option) given.AddError($"There is no option {option.Value}.");
    });

    /// <summary>Returns an option with one of some words as its value.</summary>
    /// <param name="names">Its name, and its short name if it has one.</param>
    public static Option<string> OneOf(string[] names, string description, string usual, params string[] words)
    {
        Option<string> option = new(names[0], names[1..]) { Description = description, DefaultValueFactory = _ => usual };
        option.AcceptOnlyFromAmong(words);
        return option;
    }

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

    public static Option<string> Folder(string what, string usual)
    {
        Option<string> folder = new("--out", "-o") { Description = $"Where to write {what}; by default {usual} of the checkout.", HelpName = "DIR" };
        folder.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValueOrDefault<string>())) result.AddError("--out names no folder.");
        });
        return folder;
    }
}
