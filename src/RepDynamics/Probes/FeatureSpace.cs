using static TorchSharp.torch;

namespace RepDynamics.Probes;

/// <summary>The weights themselves as coordinates: for no more features than images.</summary>
internal sealed class FeatureSpace : ProbeSpace
{
    private readonly double[] rows;
    private readonly double[] columns;

    public FeatureSpace(ScaledFeatures features, int classes) : base(features, classes)
    {
        Size = (int)features.Rows.size(1);
        Tensor scaled = (features.Rows / features.Scale).cpu();
        rows = scaled.data<double>().ToArray();
        columns = scaled.t().contiguous().data<double>().ToArray();
    }

    public override int Size { get; }

    public override bool IsExact => true;

    public override void Dispose()
    {
    }

    public override void Logits(double[] coordinates, double[] logits) => HostAlgebra.Multiply(rows, Images, Size, coordinates, Width, logits);

    public override void Pullback(double[] images, double[] coordinates) => HostAlgebra.Multiply(columns, Size, Images, images, Width, coordinates);

    public override double Inner(double[] u, double[] v, double[] logits) => HostAlgebra.Dot(u, v);

    public override Tensor Weights(double[] coordinates) => ToDevice(coordinates);
}
