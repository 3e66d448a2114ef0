namespace TorchSharp.Utils;

/// <summary>Names a component of a module other than its field.</summary>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class ComponentNameAttribute : Attribute
{
    public string? Name { get; set; }
}
