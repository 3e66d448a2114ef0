namespace RepDynamics.Runs;

// In the order in which the published writer puts tensors into a file: the widest first, so that every tensor starts at a
// multiple of its element's size.

/// <summary>The element types that this project keeps, a subset of those of the safetensors format.</summary>
public enum ElementType
{
    /// <summary>64-bit signed integers.</summary>
    I64,

    /// <summary>IEEE 754 double precision, 8 bytes.</summary>
    F64,

    /// <summary>IEEE 754 single precision, 4 bytes.</summary>
    F32,

    /// <summary>32-bit signed integers.</summary>
    I32,

    /// <summary>The upper half of an <see cref="F32"/>: 8 bits of exponent, 7 of mantissa.</summary>
    BF16,

    /// <summary>IEEE 754 half precision, 2 bytes.</summary>
    F16,

    /// <summary>16-bit signed integers.</summary>
    I16,

    /// <summary>8-bit signed integers.</summary>
    I8,

    /// <summary>8-bit unsigned integers.</summary>
    U8,

    /// <summary>Truth values, a byte each: 0 or 1.</summary>
    Bool,
}
