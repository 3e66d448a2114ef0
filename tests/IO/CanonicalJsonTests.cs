using RepDynamics.IO;
using RepDynamics.Tests.Training;
using RepDynamics.Training;

namespace RepDynamics.Tests.IO;

public class CanonicalJsonTests
{
    [Test]
    public void Properties_are_sorted_at_every_depth_whatever_the_order_of_their_declaration()
    {
        var one = new { B = 1, A = new { Y = 2, X = 3 }, List = new[] { new { D = 1, C = 2 } } };
        var other = new { List = new[] { new { C = 2, D = 1 } }, A = new { X = 3, Y = 2 }, B = 1 };

        Assert.That(CanonicalJson.Write(one), Is.EqualTo("""{"a":{"x":3,"y":2},"b":1,"list":[{"c":2,"d":1}]}"""));
        Assert.That(CanonicalJson.Write(other), Is.EqualTo(CanonicalJson.Write(one)));
        Assert.That(CanonicalJson.Hash(other), Is.EqualTo(CanonicalJson.Hash(one)));
    }

    [Test]
    public void The_order_of_a_list_counts() =>
        Assert.That(CanonicalJson.Write(new[] { 2, 1 }), Is.EqualTo("[2,1]"));

    [TestCase(1.0, "1")]
    [TestCase(0.1, "0.1")]
    [TestCase(0.1 + 0.2, "0.30000000000000004")]
    [TestCase(5e-4, "0.0005")]
    [TestCase(1e-7, "1E-07")]
    [TestCase(1e300, "1E+300")]
    [TestCase(double.Epsilon, "5E-324")]
    public void A_number_has_its_shortest_text_that_reads_back_the_same(double value, string text)
    {
        Assert.That(CanonicalJson.Write(new { V = value }), Is.EqualTo($$"""{"v":{{text}}}"""));
        Assert.That(double.Parse(text, System.Globalization.CultureInfo.InvariantCulture), Is.EqualTo(value));
    }

    [Test]
    public void Whole_numbers_are_written_in_full() =>
        Assert.That(CanonicalJson.Write(new { V = long.MinValue }), Is.EqualTo("""{"v":-9223372036854775808}"""));

    [Test]
    public void Nothing_enumerations_and_booleans_have_texts() =>
        Assert.That(
            CanonicalJson.Write(new { None = (string?)null, Kind = DayOfWeek.Friday, Yes = true }),
            Is.EqualTo("""{"kind":"friday","none":null,"yes":true}"""));

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void What_is_not_a_number_has_no_text(double value) =>
        Assert.That(
            () => CanonicalJson.Write(new SgdRecipe { LearningRate = value }),
            Throws.ArgumentException.With.Message.StartsWith("SgdRecipe has no canonical text"));

    [Test]
    public void A_part_of_abstract_type_is_written_as_what_it_holds()
    {
        string text = CanonicalJson.Write(TinyRuns.ResNet);

        Assert.That(text, Does.Contain("""
            "network":{"kind":"ResNet","width":2}
            """));
        Assert.That(text, Does.Contain("""
            "optimizer":{"beta1":0.9,"beta2":0.999,"kind":"Adam","learningRate":0.001}
            """));
    }

    [Test]
    public void A_hash_is_the_SHA_256_of_the_text() =>
        // printf '[1]' | sha256sum
        Assert.That(CanonicalJson.Hash(new[] { 1 }), Is.EqualTo("080a9ed428559ef602668b4c00f114f1a11c3f6b02a435f0bdc154578e4d7f22"));
}
