using System.Reflection;

namespace RepDynamics.PaperClaims;

/// <summary>This project's claims and their folders.</summary>
public static class ClaimProject
{
    /// <summary>The assembly of the claims.</summary>
    public static Assembly Assembly => typeof(ClaimProject).Assembly;

    /// <summary>The checkout that the claims were built from; for a bundle, its folder.</summary>
    public static ProjectLayout Layout { get; } =
        Metadata("RepositoryRoot") is { } root ? ProjectLayout.Checkout(root) : ProjectLayout.Of(AppContext.BaseDirectory, Environment.CurrentDirectory);

    /// <summary>The device of <c>-p:Device</c>: <c>cpu</c> or <c>cuda</c>.</summary>
    public static string Device { get; } = Metadata("Device")!;

    private static string? Metadata(string key) =>
        Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().SingleOrDefault(attribute => attribute.Key == key)?.Value;
}
