namespace RepDynamics.Benchmarks;

/// <summary>The processes that measure plain TorchSharp: they do not load RepDynamics, which would pin libtorch's kernels and threads.</summary>
internal static class ReferenceProgram
{
    public static void Run(string name, string folder)
    {
        switch (name)
        {
            case "products": MatrixProducts.RunReference(); break;
            case "training": ReferenceTraining.Run(folder); break;
            case "regions": ReferenceRegions.Run(folder); break;
            case "probes": ReferenceProbes.Run(folder); break;
            case "checkpoints": ReferenceCka.Run(folder); break;
            default: throw new ArgumentException($"There is no reference for '{name}'.", nameof(name));
        }
        if (AppDomain.CurrentDomain.GetAssemblies().Any(assembly => assembly.GetName().Name == "RepDynamics"))
            throw new InvalidOperationException($"{name}: RepDynamics was loaded, so that the reference did not run with libtorch's defaults.");
    }
}
