namespace RepDynamics.Probes;

/// <summary>Weights and biases as the solver carries them; changed in place.</summary>
/// <param name="space">What the coordinates stand for.</param>
internal sealed class ProbeVector(ProbeSpace space)
{
    /// <summary>Coordinates of the weights, <c>[d, C]</c>, rows padded.</summary>
    public double[] Weights { get; } = new double[space.Size * space.Width];

    /// <summary>Biases, <c>[C]</c>, padded.</summary>
    public double[] Bias { get; } = new double[space.Width];

    /// <summary>The weights' logits on the training images, without the biases, <c>[n, C]</c>, rows padded.</summary>
    public double[] Logits { get; } = new double[space.Images * space.Width];

    /// <summary>A copy scaled.</summary>
    public ProbeVector Times(double factor)
    {
        ProbeVector copy = new(space);
        copy.Add(this, factor);
        return copy;
    }

    public ProbeVector Add(ProbeVector other, double factor = 1)
    {
        HostAlgebra.AddScaled(Weights, other.Weights, factor);
        HostAlgebra.AddScaled(Bias, other.Bias, factor);
        HostAlgebra.AddScaled(Logits, other.Logits, factor);
        return this;
    }

    /// <summary>This one scaled, plus another.</summary>
    public void ScaleAdd(double factor, ProbeVector other)
    {
        HostAlgebra.ScaleAdd(Weights, factor, other.Weights);
        HostAlgebra.ScaleAdd(Bias, factor, other.Bias);
        HostAlgebra.ScaleAdd(Logits, factor, other.Logits);
    }

    /// <summary>Computes the logits anew, after the weights were changed by themselves.</summary>
    public ProbeVector Renew()
    {
        space.Logits(Weights, Logits);
        return this;
    }

    /// <summary>The logits with the biases, <c>[n, C]</c>, rows padded.</summary>
    public double[] Output()
    {
        double[] output = (double[])Logits.Clone();
        for (int row = 0; row < output.Length; row += space.Width) HostAlgebra.AddScaled(output.AsSpan(row, space.Width), Bias, 1);
        return output;
    }

    /// <summary>Inner product of the weights alone.</summary>
    public double InnerOfWeights(ProbeVector other) => space.Inner(Weights, other.Weights, other.Logits);

    /// <summary>Inner product of weights and biases.</summary>
    public double Inner(ProbeVector other) => InnerOfWeights(other) + HostAlgebra.Dot(Bias, other.Bias);
}
