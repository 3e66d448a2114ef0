namespace RepDynamics.IO;

internal static class ByteSize
{
    /// <summary>The number in the largest binary unit that fits: <c>1.5 GiB</c>, <c>80 MiB</c>, <c>2.5 KiB</c>, <c>12 B</c>.</summary>
    public static string Text(long bytes) => bytes switch
    {
        >= 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):f1} GiB"),
        >= 1L << 20 => Short(bytes / (double)(1L << 20)) + " MiB",
        >= 1L << 10 => Short(bytes / (double)(1L << 10)) + " KiB",
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
    };

    private static string Short(double number) => number.ToString(number < 9.95 ? "f1" : "f0", CultureInfo.InvariantCulture);
}
