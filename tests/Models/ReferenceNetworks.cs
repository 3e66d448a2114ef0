using RepDynamics.Models;

namespace RepDynamics.Tests.Models;

/// <summary>The networks of reference_networks.py under the same names, with the same weights.</summary>
internal static class ReferenceNetworks
{
    internal static Network Build(string name)
    {
        Network network = name switch
        {
            "resnet8" => new ResNet18(8, 4),
            "resnet2" => new ResNet18(2, 3),
            "vit16" => new VisionTransformer(16, 4, 16, 2, 2, 2, 4),
            "vit24" => new VisionTransformer(12, 3, 24, 3, 3, 4, 5),
            _ => throw new ArgumentException($"reference_networks.py has no network {name}."),
        };
        Formula.Fill(network);
        return network;
    }
}
