namespace RepDynamics.Figures;

/// <summary>Checks of figures of decision regions; every error names the figure, what it holds and what it should hold.</summary>
internal static class RegionFigureData
{
    private const int LargestImage = 512;

    public static void RequireClassNames(IReadOnlyList<string>? names, string figure)
    {
        if (names is null || names.Count is < ClassPalette.Fewest or > ClassPalette.Most)
        {
            throw FigureData.Error(
                figure, $"has {names?.Count ?? 0} class names",
                $"{ClassPalette.Fewest} to {ClassPalette.Most}; merge or leave out classes", "ClassNames");
        }

        for (int i = 0; i < names.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(names[i]))
                throw FigureData.Error($"class {i} of {figure}", "has no name", "a name that readers recognise", "ClassNames");
        }

        FigureData.RequireOnce(names, "class", figure, "ClassNames");
    }

    public static void RequireTaps(
        IReadOnlyList<RegionRow>? taps, IReadOnlyList<int> epochs, int resolution, int classes, int most, string figure)
    {
        if (taps is null || taps.Count < 1 || taps.Count > most)
        {
            throw FigureData.Error(
                figure, $"has {taps?.Count ?? 0} taps", $"1 to {most}; draw further taps in another figure", "Taps");
        }

        for (int i = 0; i < taps.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(taps[i]?.Tap))
                throw FigureData.Error($"tap {i} of {figure}", "has no name", "the name of the layer", "Taps");
            Check(taps[i], epochs, resolution, classes, figure);
        }

        FigureData.RequireOnce(taps.Select(row => row.Tap), "tap", figure, "Taps");
    }

    public static void RequireCorners(IReadOnlyList<PlaneImage>? corners, int classes, string figure)
    {
        if (corners is null || corners.Count != CornerMark.Shapes.Length)
            throw FigureData.Error(figure, $"has {corners?.Count ?? 0} corners", "the three images of its plane", "Corners");

        for (int i = 0; i < corners.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(corners[i]?.Name))
                throw FigureData.Error($"corner {i} of {figure}", "has no name", "a name such as 'image 217'", "Corners");
            Check(corners[i], classes, $"corner '{corners[i].Name}' of {figure}");
        }

        FigureData.RequireOnce(corners.Select(corner => corner.Name), "corner", figure, "Corners");
    }

    private static void Check(RegionRow row, IReadOnlyList<int> epochs, int resolution, int classes, string figure)
    {
        string name = $"tap '{row.Tap}' of {figure}";
        if (row.Maps is null || row.Maps.Count != epochs.Count)
            throw FigureData.Error(name, $"has {row.Maps?.Count ?? 0} maps", $"{epochs.Count}, one for every epoch", "Taps");

        for (int i = 0; i < epochs.Count; i++)
        {
            byte[]? map = row.Maps[i];
            string where = $"the map of tap '{row.Tap}', epoch {epochs[i]}, of {figure}";
            if (map is null || map.Length != resolution * resolution)
            {
                throw FigureData.Error(
                    where, $"has {map?.Length ?? 0} points", $"{resolution * resolution}, that is {resolution} x {resolution}", "Taps");
            }

            int wrong = Array.FindIndex(map, label => label >= classes);
            if (wrong >= 0)
            {
                throw FigureData.Error(
                    where, $"has class {map[wrong]} in row {wrong / resolution}, column {wrong % resolution}",
                    $"0 to {classes - 1}, or a name for every class", "Taps");
            }
        }
    }

    private static void Check(PlaneImage image, int classes, string where)
    {
        RequirePlace(image.X, nameof(image.X), where);
        RequirePlace(image.Y, nameof(image.Y), where);
        RequireClass(image.TrueClass, "true", classes, where);
        RequireClass(image.GivenClass, "given", classes, where);
        if (image.Width is < 1 or > LargestImage || image.Height is < 1 or > LargestImage)
        {
            throw FigureData.Error(
                where, $"is {image.Width} x {image.Height} pixels", $"1 to {LargestImage} each way; shrink the image first", "Corners");
        }

        int values = image.Width * image.Height * 3;
        if (image.Rgb is null || image.Rgb.Length != values)
        {
            throw FigureData.Error(
                where, $"has {image.Rgb?.Length ?? 0} values",
                $"{values}: three for each of {image.Width} x {image.Height} pixels (repeat the value of a grey image)", "Corners");
        }
    }

    private static void RequirePlace(double place, string axis, string where)
    {
        if (place is >= 0 and <= 1)
            return;

        string found = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"lies at {axis} = {place}");
        throw FigureData.Error(where, found, "0 to 1; divide the place on the grid by R - 1", "Corners");
    }

    private static void RequireClass(int label, string kind, int classes, string where)
    {
        if (label < 0 || label >= classes)
            throw FigureData.Error(where, $"has the {kind} class {label}", $"0 to {classes - 1}, an index into ClassNames", "Corners");
    }
}
