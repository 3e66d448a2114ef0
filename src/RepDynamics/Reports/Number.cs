using RepDynamics.Claims;

namespace RepDynamics.Reports;

/// <summary>Numbers as the report writes them.</summary>
internal static class Number
{
    /// <summary>Three decimals, with a true minus sign, and a plus sign for what is positive: a difference.</summary>
    public static string Signed(double value) => value.ToString("+0.000;\u22120.000;0.000", CultureInfo.InvariantCulture);

    /// <summary>Three decimals with a true minus sign: a value.</summary>
    public static string Value(double? value) => value?.ToString("0.000;\u22120.000;0.000", CultureInfo.InvariantCulture) ?? "undefined";

    /// <summary>Mean and interval: <c>-0.948 [-1.150, -0.746]</c>, with true minus signs.</summary>
    public static string Interval(PartVerdict part) => part.Interval is { } i ? $"{Signed(i.Mean)} [{Signed(i.Lower)}, {Signed(i.Upper)}]" : "no interval";

    /// <summary>As many decimals as it has: a margin.</summary>
    public static string Plain(double value) => value.ToString("0.######;\u22120.######;0", CultureInfo.InvariantCulture);

    /// <summary>A share: <c>90%</c>.</summary>
    public static string Percent(double share) => (100 * share).ToString("0.##", CultureInfo.InvariantCulture) + "%";

    /// <summary>A date and time: <c>2026-11-22 06:36 UTC</c>.</summary>
    public static string Minute(DateTimeOffset date) => date.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>The first digits of a hash, enough to distinguish recipes.</summary>
    public static string Short(string hash) => hash.Length <= 8 ? hash : hash[..8];
}
