namespace RepDynamics.Runs;

/// <summary>A safetensors file is damaged, or is none.</summary>
public sealed class SafetensorsException : IOException
{
    internal SafetensorsException(string file, string place, string found, string expected)
        : base($"{file}: {place}: found {found}, expected {expected}. The file is damaged or is no safetensors file: "
            + "make it again or restore it from a copy.") =>
        (File, Place, Found, Expected) = (file, place, found, expected);

    /// <summary>The file, as the reader was told.</summary>
    public string File { get; }

    /// <summary>Where in the file: which tensor, which field.</summary>
    public string Place { get; }

    /// <summary>What is there, cut to a length that can be printed.</summary>
    public string Found { get; }

    /// <summary>What should be there.</summary>
    public string Expected { get; }
}
