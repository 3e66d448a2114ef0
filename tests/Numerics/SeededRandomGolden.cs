namespace RepDynamics.Tests.Numerics;

/// <summary>Written by seeded_random_golden.py; do not edit.</summary>
internal static class SeededRandomGolden
{
    /// <summary>First 64-bit outputs from seed 0.</summary>
    internal static readonly ulong[] BitsFromZero =
    [
        11091344671253066420, 13793997310169335082, 1900383378846508768, 7684712102626143532, 13521403990117723737,
        18442103541295991498, 7788427924976520344, 9881088229871127103, 15781505947799885617, 16949938600482740797,
        2108416074180405844, 1240209487116192693,
    ];

    /// <summary>First 64-bit outputs from seed 1.</summary>
    internal static readonly ulong[] BitsFromOne =
    [
        12966619160104079557, 9600361134598540522, 10590380919521690900, 7218738570589545383, 12860671823995680371,
        2648436617965840162, 1310552918490157286, 7031611932980406429, 15996139959407692321, 10177250653276320208,
        17202925169076741841, 17657558547222227110,
    ];

    /// <summary>First 64-bit outputs from seed 18446744073709551615.</summary>
    internal static readonly ulong[] BitsFromLargest =
    [
        10328197420357168392, 14156678507024973869, 9357971779955476126, 13791585006304312367, 10463432026814718762,
        13498236496097551653, 6831296623176769502, 14161350843019729634, 11558284878126271842, 11331410254202166410,
        4742038592102647401, 809304973552138745,
    ];

    /// <summary>First doubles from seed 42.</summary>
    internal static readonly double[] DoublesFrom42 =
    [
        0.08386297105988216, 0.3789802506626686, 0.6800434110281394, 0.9246929453253876, 0.9918039142821028,
        0.7697394604342425, 0.7192585778779156, 0.8500084439109727,
    ];

    /// <summary>First normal numbers from seed 42.</summary>
    internal static readonly double[] NormalsFrom42 =
    [
        -0.7262191382447857, -0.21119691823195985, 0.2216227015035933, 0.5227716877560146, 0.46417731016247366,
        0.7409788916865562, 1.476249461018415, 0.47075911993601033, 1.0078198992420604, -1.1562389645934583,
        1.0272109607595328, -0.6094123604924582,
    ];

    /// <summary>Bounds of consecutive draws.</summary>
    internal static readonly int[] Bounds =
    [
        1, 2, 3, 10, 1000, 2147483647, 5, 6,
    ];

    /// <summary>One whole number under each bound, from seed 7.</summary>
    internal static readonly int[] IntsFrom7 =
    [
        0, 0, 2, 9, 990, 1874267760, 0, 0,
    ];

    /// <summary>Permutation of 20 from seed 7.</summary>
    internal static readonly int[] PermutationFrom7 =
    [
        11, 19, 3, 10, 9, 2, 8, 7, 6, 18, 12, 4, 1, 0, 13, 17, 16, 15, 5, 14,
    ];

    /// <summary>Seeds derived from run seed and purpose.</summary>
    internal static readonly (long RunSeed, string Purpose, ulong Seed)[] DerivedSeeds =
    [
        (0, "initial-weights", 630820973164834509), (10, "batch-order", 11856028427370756268),
        (-1, "label-noise", 3207859061270060544), (9223372036854775807, "μ, two\nlines", 1094642155085220738),
    ];
}
