using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RepDynamics.Regions;
using RepDynamics.Similarity;

namespace RepDynamics.Experiments.Harness;

/// <summary>Numbers as text that people can read, and that a difference shows line by line.</summary>
public static class NumberText
{
    /// <summary>The lower triangle of an epoch x epoch matrix, to 3 digits.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="title">What the matrix is of.</param>
    /// <param name="tap">The matrix.</param>
    public static void Matrix(StringBuilder text, string title, EpochSimilarity tap)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(tap);
        text.Append(CultureInfo.InvariantCulture, $"\n{title} {tap.Tap}, {tap.Measure}\n");
        text.Append("epoch").AppendJoin("", tap.Epochs.Select(e => e.ToString(CultureInfo.InvariantCulture).PadLeft(6))).Append('\n');
        for (int i = 0; i < tap.Count; i++)
        {
            text.Append(tap.Epochs[i].ToString(CultureInfo.InvariantCulture).PadLeft(5));
            for (int j = 0; j <= i; j++) text.Append(tap[i, j].ToString("f3", CultureInfo.InvariantCulture).PadLeft(6));
            text.Append('\n');
        }
    }

    /// <summary>Some maps of one tap side by side on one plane, a digit a grid point, the first row of a map at the bottom.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="title">What the maps are of.</param>
    /// <param name="maps">Maps of one tap on the same planes, at most 10 classes.</param>
    /// <param name="plane">Which plane.</param>
    public static void Maps(StringBuilder text, string title, IReadOnlyList<RegionMap> maps, int plane)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(maps);
        int side = maps[0].Resolution;
        text.Append(CultureInfo.InvariantCulture, $"\n{title} {maps[0].Tap}, plane {plane}, epochs {string.Join(", ", maps.Select(m => m.Epoch))}\n");
        for (int row = side - 1; row >= 0; row--)
            text.AppendJoin("  ", maps.Select(map => string.Concat(Enumerable.Range(0, side).Select(column => map[plane, row, column])))).Append('\n');
    }

    /// <summary>A hash of the class of every grid point of some maps: SHA-256, its first 16 hexadecimal digits.</summary>
    /// <param name="maps">Maps, in this order.</param>
    public static string Hash(IEnumerable<RegionMap> maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (RegionMap map in maps) hash.AppendData(map.Labels);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
