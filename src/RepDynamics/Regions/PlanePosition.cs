namespace RepDynamics.Regions;

/// <summary>A place on a plane's grid, in units of its spacing; between grid points when not whole.</summary>
/// <param name="Row">0 at the first row, R - 1 at the last.</param>
/// <param name="Column">0 at the first column, R - 1 at the last.</param>
public readonly record struct PlanePosition(double Row, double Column)
{
    /// <summary>The row of the nearest grid point; halves go up.</summary>
    public int NearestRow => (int)Math.Floor(Row + 0.5);

    /// <summary>The column of the nearest grid point; halves go up.</summary>
    public int NearestColumn => (int)Math.Floor(Column + 0.5);
}
