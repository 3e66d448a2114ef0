using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RepDynamics.Claims;

namespace RepDynamics.Cli;

/// <summary>Seeds given on the command line: to look around, not to decide.</summary>
internal static class Exploration
{
    /// <summary>The seeds of a list such as <c>10,14,15</c>.</summary>
    /// <exception cref="CommandException">It is no list of different whole numbers.</exception>
    public static ImmutableArray<long> Parse(string list)
    {
        string[] words = list.Split(',', StringSplitOptions.TrimEntries);
        List<long> seeds = [];
        foreach (string word in words)
        {
            if (!long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long seed))
            {
                throw new CommandException(
                    ExitCode.Usage,
                    $"--seeds {list}: '{word}' is no seed.",
                    "Give whole numbers from 0 on, with commas between: --seeds 10,14,15");
            }
            if (seeds.Contains(seed))
                throw new CommandException(ExitCode.Usage, $"--seeds {list}: {seed} comes twice.", "Give each seed once.");
            seeds.Add(seed);
        }
        return [.. seeds];
    }

    /// <summary>A registration with other seeds for one profile, on which nothing is decided.</summary>
    public static Registration Of(Registration registration, string profile, ImmutableArray<long> seeds) => registration with
    {
        Profiles = new Dictionary<string, ProfileSeeds>
        {
            [profile] = new() { Seeds = seeds, Decides = false, Purpose = "Seeds given on the command line: they decide nothing." },
        },
    };

    /// <summary>Whether the seeds are the registered ones, in any order: then nothing is explored.</summary>
    public static bool IsRegistered(Registration registration, string profile, ImmutableArray<long> seeds) =>
        registration.Profiles.TryGetValue(profile, out ProfileSeeds? registered) && registered.Seeds.Order().SequenceEqual(seeds.Order());

    /// <summary>Where its results go: beside those of the registered seeds, never over them.</summary>
    public static string Folder(string results, ImmutableArray<long> seeds)
    {
        string name = string.Join('-', seeds);
        // Names of files have their limits.
        if (name.Length > 100) name = $"{seeds.Length}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(name)))[..12]}";
        return Path.Combine(results, "exploration", $"seeds-{name}");
    }
}
