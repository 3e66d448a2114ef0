using RepDynamics.Reports;
using static RepDynamics.Reports.Html;

namespace RepDynamics.Tests.Reports;

public class HtmlTests
{
    [TestCase("a < b & c > d", "a &lt; b &amp; c &gt; d")]
    [TestCase("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;")]
    [TestCase("\"'", "\"'")]
    [TestCase("&amp;", "&amp;amp;")]
    [TestCase("a\u0000b\u0007c\u007Fd", "a\uFFFDb\uFFFDc\uFFFDd")]
    [TestCase("Größe \u2212 ✓", "Größe \u2212 ✓")]
    public void Text_is_escaped(string text, string expected) =>
        Assert.That(Of("p", text).Text(), Is.EqualTo($"<p>{expected}</p>"));

    // Not a test case: an attribute cannot hold half of a surrogate pair.
    [Test]
    public void Halves_of_surrogate_pairs_are_replaced() =>
        Assert.That(Of("p", "a\uD800b\uDC00\U0001F600").Text(), Is.EqualTo("<p>a\uFFFDb\uFFFD\U0001F600</p>"));

    [Test]
    public void Values_of_attributes_are_escaped() =>
        Assert.That(Of("img", With("alt", "\" onerror='x' <&>")).Text(), Is.EqualTo("<img alt=\"&quot; onerror='x' &lt;&amp;&gt;\" />"));

    [Test]
    public void Attributes_and_content_may_come_in_any_order_and_folded() =>
        Assert.That(
            Of("p", "a", Many(With("id", "x"), Many(null, Of("b", 7))), With("hidden")).Text(), Is.EqualTo("<p id=\"x\" hidden=\"\">a<b>7</b></p>"));

    [Test]
    public void An_attribute_without_a_value_is_left_out() => Assert.That(Of("p", With("title", (string?)null)).Text(), Is.EqualTo("<p></p>"));

    [TestCase("onclick")]
    [TestCase("style")]
    public void What_the_policy_forbids_is_refused(string attribute) =>
        Assert.That(() => With(attribute, "x"), Throws.ArgumentException.With.Message.Contains(attribute));

    [TestCase("href", "http://example.org/")]
    [TestCase("href", "javascript:alert(1)")]
    [TestCase("href", "/etc/passwd")]
    [TestCase("src", "https://example.org/")]
    [TestCase("src", "figure.png")]
    [TestCase("src", "data:text/html,x")]
    public void A_page_loads_nothing_and_links_only_to_itself_and_to_https(string attribute, string address) =>
        Assert.That(() => With(attribute, address), Throws.ArgumentException.With.Message.Contains(address));

    [TestCase("#claim")]
    [TestCase("cifar-cpu.html#ViTSync")]
    [TestCase("statistics.csv")]
    [TestCase("https://arxiv.org/abs/2405.17377v2")]
    public void Parts_of_the_page_files_beside_it_and_https_may_be_linked_to(string address) =>
        Assert.That(Link(address, "x").Text(), Is.EqualTo($"<a href=\"{address}\">x</a>"));

    [TestCase("script")]
    [TestCase("style")]
    [TestCase("p onclick=x")]
    [TestCase("")]
    public void An_element_that_could_carry_raw_text_or_markup_is_refused(string name) =>
        Assert.That(() => Of(name, "x"), Throws.ArgumentException);

    [Test]
    public void An_element_without_an_end_holds_nothing()
    {
        Assert.That(Of("br").Text(), Is.EqualTo("<br />"));
        Assert.That(() => Of("br", "x"), Throws.ArgumentException);
    }

    [Test]
    public void Numbers_in_attributes_have_a_point_and_few_digits() =>
        Assert.That(Of("line", With("x1", 1.0 / 3)).Text(), Is.EqualTo("<line x1=\"0.33\"></line>"));
}
