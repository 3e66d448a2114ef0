namespace RepDynamics.Claims;

/// <summary>A registration or verdict file that cannot be trusted.</summary>
public sealed class ClaimFileException : IOException
{
    /// <summary>Describes one fault.</summary>
    /// <param name="file">Path of the file.</param>
    /// <param name="field">JSON path of the field, such as <c>parts[0].name</c>; empty for the file as a whole.</param>
    /// <param name="fault">What is wrong, as a full sentence.</param>
    /// <param name="cause">The exception that told, if any.</param>
    public ClaimFileException(string file, string field, string fault, Exception? cause = null)
        : base(field.Length == 0 ? $"{file}: {fault}" : $"{file}, field {field}: {fault}", cause)
    {
        File = file;
        Field = field;
    }

    /// <summary>Path of the file.</summary>
    public string File { get; }

    /// <summary>JSON path of the field at fault; empty for the file as a whole.</summary>
    public string Field { get; }
}
