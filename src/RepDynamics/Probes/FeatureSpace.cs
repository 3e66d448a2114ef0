using static TorchSharp.torch;

namespace RepDynamics.Probes;

/// <summary>The weights themselves as coordinates: for no more features than images.</summary>
internal sealed class FeatureSpace : ProbeSpace
{
    private readonly Device device;
    private readonly double[] rows;
    private readonly double[] columns;

    public FeatureSpace(ScaledFeatures features, int classes) : base(features, classes)
    {
        Size = features.Count;
        device = features.Device;
        rows = features.OnHost();
        columns = new double[rows.Length];
        for (int i = 0; i < Images; i++)
        {
            for (int j = 0; j < Size; j++) columns[j * Images + i] = rows[i * Size + j];
        }
    }

    public override int Size { get; }

    public override bool IsExact => true;

    public override void Dispose()
    {
    }

    public override void Logits(double[] coordinates, double[] logits) => HostAlgebra.Multiply(rows, Images, Size, coordinates, Width, logits);

    public override void Pullback(double[] images, double[] coordinates) => HostAlgebra.Multiply(columns, Size, Images, images, Width, coordinates);

    public override double Inner(double[] u, double[] v, double[] logits) => HostAlgebra.Dot(u, v);

    public override double[] ExactLogits(double[] coordinates)
    {
        var logits = new double[Images * Width];
        Logits(coordinates, logits);
        return logits;
    }

    public override double ExactSquare(double[] coordinates) => HostAlgebra.Dot(coordinates, coordinates);

    public override Tensor Weights(double[] coordinates) => tensor(coordinates, [Size, Width], device: device).narrow(1, 0, Classes);
}
