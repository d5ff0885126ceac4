using System.Xml.Linq;
using Engine.Tests.Cli;
using Engine.Verification;

namespace Engine.Tests.Verification;

public sealed class AttentionPictureTests
{
    private static readonly AttentionMatrix s_head = new(["<s>", " a", "\n"], [[1, 0, 0], [0.25f, 0.75f, 0], [0.5f, 0.25f, 0.25f]]);

    [Fact]
    public void Svg_OneHead_HasACellAndANumberPerWeight()
    {
        var picture = XDocument.Parse(AttentionPicture.Svg("a <title>", [s_head]));
        Assert.Equal(9, Elements(picture, "rect").Count(rect => rect.Attribute("class")!.Value == "heat"));
        Assert.Contains(Elements(picture, "text"), text => text.Value == "0.75");
        Assert.Contains(Elements(picture, "text"), text => text.Value == "·a");
        Assert.Contains(Elements(picture, "title"), hint => hint.Value == "·a attends to <s>: 0.2500");
    }

    [Fact]
    public void Svg_SeveralHeads_AreSmallMultiplesInsideThePicture()
    {
        var picture = XDocument.Parse(AttentionPicture.Svg("seven", [.. Enumerable.Repeat(s_head, 7)], first: 2));
        Assert.Equal(7 * 9, Elements(picture, "rect").Count(rect => rect.Attribute("class")!.Value == "heat"));
        Assert.Equal(Enumerable.Range(2, 7).Select(head => $"head {head}"), Elements(picture, "text").Select(text => text.Value).Where(text => text.StartsWith("head", StringComparison.Ordinal)));
        double width = double.Parse(picture.Root!.Attribute("width")!.Value), height = double.Parse(picture.Root.Attribute("height")!.Value);
        Assert.All(Elements(picture, "rect"), rect =>
        {
            Assert.InRange(Number(rect, "x") + Number(rect, "width"), 0, width);
            Assert.InRange(Number(rect, "y") + Number(rect, "height"), 0, height);
        });
    }

    [Fact]
    public async Task Verb_SvgWithoutAHead_DrawsAllOfTheLayer()
    {
        string path = Path.Combine(Path.GetTempPath(), $"engine-{Guid.NewGuid():N}.svg");
        try
        {
            var run = await Command.RunAsync("attention", "Life is short", "--layer", "1", "--svg", path, "--json");
            Assert.Equal((0, ""), (run.ExitCode, run.Errors));
            string picture = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
            Assert.Contains("All heads of layer 1", picture, StringComparison.Ordinal);
            Assert.Contains("head 3", picture, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static IEnumerable<XElement> Elements(XDocument picture, string name) => picture.Descendants().Where(element => element.Name.LocalName == name);

    private static double Number(XElement element, string name) => double.TryParse(element.Attribute(name)?.Value, out double number) ? number : 0;
}
