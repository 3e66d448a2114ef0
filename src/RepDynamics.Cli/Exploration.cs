using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RepDynamics.Claims;

namespace RepDynamics.Cli;

/// <summary>Seeds given on the command line, which explore and do not decide.</summary>
internal static class Exploration
{
    /// <summary>Parses a list of seeds such as <c>10,14,15</c>.</summary>
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

    /// <summary>Returns a registration with other seeds for one profile, which does not decide.</summary>
    public static Registration Of(Registration registration, string profile, ImmutableArray<long> seeds) => registration with
    {
        Profiles = new Dictionary<string, ProfileSeeds>
        {
            [profile] = new() { Seeds = seeds, Decides = false, Purpose = "Seeds given on the command line: they decide nothing." },
        },
    };

    /// <summary>Returns whether the seeds are the registered ones, in any order.</summary>
    public static bool IsRegistered(Registration registration, string profile, ImmutableArray<long> seeds) =>
        registration.Profiles.TryGetValue(profile, out ProfileSeeds? registered) && registered.Seeds.Order().SequenceEqual(seeds.Order());

    /// <summary>Returns the folder of the results, inside that of the registered seeds.</summary>
    public static string Folder(string results, ImmutableArray<long> seeds)
    {
        string name = string.Join('-', seeds);
        // Limits the length of the file name.
        if (name.Length > 100) name = $"{seeds.Length}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(name)))[..12]}";
        return Path.Combine(results, "exploration", $"seeds-{name}");
    }
}
