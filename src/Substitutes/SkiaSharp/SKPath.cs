namespace SkiaSharp;

/// <summary>A sequence of straight segments, open or closed.</summary>
public class SKPath : SKObject
{
    internal enum Verb
    {
        Move,
        Line,
        Close,
    }

    private readonly List<(Verb Verb, SKPoint Point)> steps = [];

    internal IReadOnlyList<(Verb Verb, SKPoint Point)> Steps
    {
        get
        {
            ThrowIfDisposed();
            return steps;
        }
    }

    public bool IsEmpty => Steps.Count == 0;

    public void MoveTo(SKPoint point) => Add(Verb.Move, point);

    public void MoveTo(float x, float y) => Add(Verb.Move, new SKPoint(x, y));

    public void LineTo(SKPoint point) => Add(Verb.Line, point);

    public void LineTo(float x, float y) => Add(Verb.Line, new SKPoint(x, y));

    public void Close() => Add(Verb.Close, default);

    private void Add(Verb verb, SKPoint point)
    {
        ThrowIfDisposed();
        steps.Add((verb, point));
    }
}
