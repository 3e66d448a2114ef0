using System.Text;
using RepDynamics.Figures;

namespace RepDynamics.Tests.Bundle;

/// <summary>The licence text that <c>eng/bundle.sh</c> puts beside the embedded fonts.</summary>
public class FontLicenceTests
{
    [TestCase("Inter-Regular.ttf")]
    [TestCase("Inter-Bold.ttf")]
    public void Licence_text_is_that_of_the_font(string name)
    {
        using Stream stream = typeof(Typography).Assembly.GetManifestResourceStream($"RepDynamics.Figures.{name}")!;
        using MemoryStream font = new();
        stream.CopyTo(font);
        string[] licence = File.ReadAllLines(Path.Combine(Repository.Root, "eng", "bundle", "Inter-OFL.txt"));

        // Entries 0 and 13 of the table "name".
        foreach (string text in new[] { licence[0], licence[2] })
            Assert.That(font.ToArray().AsSpan().IndexOf(Encoding.BigEndianUnicode.GetBytes(text)), Is.Positive, text);
        Assert.That(licence, Does.Contain("SIL OPEN FONT LICENSE Version 1.1 - 26 February 2007"));
    }
}
