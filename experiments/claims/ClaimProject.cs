using System.Reflection;

namespace RepDynamics.PaperClaims;

/// <summary>This project's claims, and where it keeps what belongs to them.</summary>
public static class ClaimProject
{
    /// <summary>The assembly of the claims.</summary>
    public static Assembly Assembly => typeof(ClaimProject).Assembly;

    /// <summary>The checkout these claims were built from; those of a bundle, which record none, are where they are.</summary>
    public static ProjectLayout Layout { get; } =
        Metadata("RepositoryRoot") is { } root ? ProjectLayout.Checkout(root) : ProjectLayout.Of(AppContext.BaseDirectory, Environment.CurrentDirectory);

    /// <summary>The device of <c>-p:Device</c>: <c>cpu</c> or <c>cuda</c>.</summary>
    public static string Device { get; } = Metadata("Device")!;

    private static string? Metadata(string key) =>
        Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().SingleOrDefault(attribute => attribute.Key == key)?.Value;
}
