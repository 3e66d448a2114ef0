using System.CommandLine;

namespace RepDynamics.Cli.Commands;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    /// <summary>Results as JSON.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Write the result as JSON, for programs." };

    /// <summary>Lets an argument of several words refuse words that look like options, which it would otherwise take.</summary>
    public static void RefuseOptions(Argument argument) => argument.Validators.Add(given =>
    {
        if (given.Tokens.FirstOrDefault(t => t.Value.StartsWith('-')) is { } option) given.AddError($"There is no option {option.Value}.");
    });

    /// <summary>The scale.</summary>
    public static Option<string> Profile() => new("--profile", "-p")
    {
        Description = $"The scale: {string.Join(" or ", RepDynamics.Profiles.Profile.All.Select(p => p.Name))}.",
        HelpName = "NAME",
        DefaultValueFactory = _ => RepDynamics.Profiles.Profile.Cpu.Name,
    };

    /// <summary>One scale of all.</summary>
    public static Option<string> OnlyProfile() => new("--profile", "-p")
    {
        Description = $"Only this profile ({string.Join(", ", RepDynamics.Profiles.Profile.All.Select(p => p.Name))}); by default all.",
        HelpName = "NAME",
    };

    /// <summary>Where pages go.</summary>
    /// <param name="what">What is written.</param>
    /// <param name="usual">Where, when nobody says.</param>
    public static Option<string> Folder(string what, string usual) => new("--out", "-o")
    {
        Description = $"Where to write {what}; by default {usual} of the checkout.",
        HelpName = "DIR",
    };

    /// <summary>Where to train.</summary>
    public static Option<string> Device()
    {
        Option<string> device = new("--device")
        {
            Description = "Where to train.",
            DefaultValueFactory = _ => PaperClaims.ClaimProject.Device,
        };
        device.AcceptOnlyFromAmong("cpu", "cuda");
        return device;
    }
}
