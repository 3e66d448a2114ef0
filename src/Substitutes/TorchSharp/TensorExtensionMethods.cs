namespace TorchSharp;

public static class TensorExtensionMethods
{
    /// <summary>The number in a tensor of one element.</summary>
    public static double ToDouble(this torch.Tensor value) => value.Number();

    /// <summary>The number in a tensor of one element, without its fraction.</summary>
    public static long ToInt64(this torch.Tensor value) => (long)value.Number();
}
