using RepDynamics.Figures;

namespace RepDynamics.Tests.Figures;

public class HeatMapNoteTests
{
    [TestCase(null, null, "never fits perfectly: no t*")]
    [TestCase("400 images", null, "400 images")]
    [TestCase("400 images", 2, "t* = 2, perfect fit")]
    public void What_stands_beside_the_title_is_what_is_known(string? note, int? perfectFit, string expected)
    {
        HeatMapGrid grid = new()
        {
            Rows =
            [
                new HeatMapRow
                {
                    Title = "A network", Epochs = [1, 2, 3], Note = note, PerfectFitEpoch = perfectFit,
                    Panels = [new HeatMapPanel("block1", new double[3, 3])],
                },
            ],
        };

        string[] labels = [.. grid.PlaceLabels().Select(label => label.Text)];

        Assert.That(labels, Does.Contain(expected));
        Assert.That(labels.Count(l => l.Contains("t*", StringComparison.Ordinal) || l == note), Is.EqualTo(1));
    }
}
