using SkiaSharp;

namespace RepDynamics.Figures;

/// <summary>A text that was drawn and the rectangle around its ink, in pixels of the picture.</summary>
internal sealed record PlacedLabel(string Text, SKRect Bounds);
