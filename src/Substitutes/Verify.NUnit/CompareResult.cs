using System.Diagnostics;

namespace VerifyTests;

/// <summary>What a comparer found: equal, or not equal with an optional message for whoever reads the test's failure.</summary>
[DebuggerDisplay("IsEqual = {IsEqual} | Message = {Message}")]
public readonly struct CompareResult
{
    public CompareResult(in bool isEqual)
        : this(isEqual, null)
    {
    }

    private CompareResult(bool isEqual, string? message)
    {
        IsEqual = isEqual;
        Message = message;
    }

    public bool IsEqual { get; }

    public string? Message { get; }

    public static CompareResult Equal { get; } = new(true);

    public static CompareResult NotEqual(in string? message = null) => new(false, message);
}
