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

    [Test]
    public void Elements_are_written_with_their_attributes_and_content_in_any_order()
    {
        // Not a test case: an attribute cannot hold half of a surrogate pair.
        Assert.That(Of("p", "a\uD800b\uDC00\U0001F600").Text(), Is.EqualTo("<p>a\uFFFDb\uFFFD\U0001F600</p>"));
        Assert.That(Of("img", With("alt", "\" onerror='x' <&>")).Text(), Is.EqualTo("<img alt=\"&quot; onerror='x' &lt;&amp;&gt;\" />"));
        Assert.That(Of("p", "a", Many(With("id", "x"), Many(null, Of("b", 7))), With("hidden", "")).Text(), Is.EqualTo("<p id=\"x\" hidden=\"\">a<b>7</b></p>"));
        Assert.That(Of("p", With("title", (string?)null)).Text(), Is.EqualTo("<p></p>"));
        Assert.That(Of("line", With("x1", 1.0 / 3)).Text(), Is.EqualTo("<line x1=\"0.33\"></line>"));
        Assert.That(Of("br").Text(), Is.EqualTo("<br />"));
    }

    // A page loads nothing, and links only to itself and to https; its policy forbids scripts and styles of elements.
    [TestCase("onclick", "x", "onclick")]
    [TestCase("style", "x", "style")]
    [TestCase("href", "http://example.org/", "http://example.org/")]
    [TestCase("href", "javascript:alert(1)", "javascript:alert(1)")]
    [TestCase("href", "/etc/passwd", "/etc/passwd")]
    [TestCase("src", "https://example.org/", "https://example.org/")]
    [TestCase("src", "figure.png", "figure.png")]
    [TestCase("src", "data:text/html,x", "data:text/html,x")]
    public void What_the_policy_forbids_is_refused(string attribute, string value, string named) =>
        Assert.That(() => With(attribute, value), Throws.ArgumentException.With.Message.Contains(named));

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
    [TestCase("br", Description = "it holds nothing")]
    public void An_element_that_could_carry_raw_text_or_markup_or_holds_nothing_is_refused(string name) =>
        Assert.That(() => Of(name, "x"), Throws.ArgumentException);
}
