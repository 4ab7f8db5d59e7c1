using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PruneBuild.Engine.Reporting.Html;

namespace PruneBuild.Engine.Tests.Reporting.Html;

[TestClass]
public sealed partial class HtmlReportTests
{
    [TestMethod]
    public void ThePageHoldsEverythingAndFetchesNothing()
    {
        var page = HtmlReport.Of(Report());
        Assert.DoesNotContain("{{", page[..page.IndexOf("<script", StringComparison.Ordinal)]);
        Assert.IsFalse(References().IsMatch(page), "a reference to another file");
        StringAssert.Contains(page, "default-src 'none'");
    }

    [TestMethod]
    public void MarkupInNamesStaysText()
    {
        var report = Report();
        report["model"] = "a</script><script>alert(1)</script>";
        var page = HtmlReport.Of(report);
        Assert.DoesNotContain("<script>alert(1)", page);
        StringAssert.Contains(page, "<title>a&lt;/script&gt;");
    }

    [TestMethod]
    public void TheBrowserShowsTheNumbersOfTheReportWithoutAnError()
    {
        using var page = Open();
        Assert.AreEqual("", page.Console);
        var dom = page.Source;
        StringAssert.Contains(dom, "✗ 1 of 2 gates failed");
        foreach (var (metric, one) in Report()["measured"]!.AsObject())
        {
            foreach (var value in new[] { one!["original"], one["pruned"] }.OfType<JsonNode>())
            {
                var text = ((double)value).ToString("R", CultureInfo.InvariantCulture);
                Assert.IsTrue(dom.Contains($"data-value=\"{text}\"", StringComparison.Ordinal), $"{metric}: {text}");
            }
        }

        foreach (var shown in new[] { "0.8899", "0.8765", "61.5 MB", "20.5 MB", "149 M", "4.1 ms", "8 of 12, loss 1.5",
            "2000 records of data/train.tsv (take: 2000)", "872 records of data/dev.tsv", "<td class=\"\">7</td>", "cpu-x64",
            "layer norm reads the whole axis", "32 records",
            "ffn.up", "73728", "1.25 %", "biases, norms", "4 %", "0.0125 → no number", "1.23 s" })
            StringAssert.Contains(dom, shown);
        Assert.AreEqual(5, Figures().Count(dom), "costs, two latencies, the curve and the layers are drawn");
    }

    [TestMethod]
    public void WhereAllIsMaskedNothingIsSaidToBeCutAndErrorsThatWereNotMeasuredHaveNoColumn()
    {
        var report = Report();
        report["cut"] = new JsonArray();
        report["masks"] = JsonNode.Parse("""[ { "weight": "ffn.up", "elements": 147456, "zeros": 73728, "error": null } ]""");
        using var page = new OpenPage(HtmlReport.Of(report));
        Assert.AreEqual("", page.Console);
        StringAssert.Contains(page.Source, "What was masked");
        StringAssert.Contains(page.Source, "50 %");
        Assert.DoesNotContain("What was cut", page.Source[page.Source.IndexOf("<main", StringComparison.Ordinal)..]);
        Assert.DoesNotContain("<th scope=\"col\" class=\"number\">error when masked", page.Source);
    }

    [TestMethod]
    public void ASweepWithoutARunIsAPageOfItsOwn()
    {
        using var page = new OpenPage(HtmlReport.Of(null, sweep: Sweep()));
        Assert.AreEqual("", page.Console);
        var dom = page.Source;
        StringAssert.Contains(dom, "<h1>sentiment</h1>");
        StringAssert.Contains(dom, "<title>sentiment: pruning report</title>");
        Assert.AreEqual(1, Figures().Count(dom), "the curve");
    }

    [TestMethod]
    public void ASweepWithTrialsThatAreNotDoneIsSaidToBeIncomplete()
    {
        var sweep = Sweep();
        var trials = sweep["trials"]!.AsArray().Count;
        sweep["pending"] = new JsonArray(new JsonObject { ["method"] = "osscar", ["asked"] = "70 % of FLOPs" });
        using var page = new OpenPage(HtmlReport.Of(null, sweep: sweep));
        Assert.AreEqual("", page.Console);
        StringAssert.Contains(page.Source, $"Incomplete: 1 of {trials + 1} trials have not been run.");
    }

    [TestMethod]
    public void TheTabKeyReachesWhatScrollsAndWhatOpens()
    {
        using var page = Open(width: 500);
        var asked = page.Run("""
            document.querySelectorAll("details").forEach((one) => one.setAttribute("open", ""));
            let number = 0;
            const named = (elements) => elements.map((one) => one.dataset.asked = `${one.tagName} ${number++}`);
            const scrolling = [...document.querySelectorAll("main *")].filter((one) => one.scrollWidth > one.clientWidth && getComputedStyle(one).overflowX === "auto");
            return { byItself: scrolling.filter((one) => !one.hasAttribute("tabindex")).length, scrolling: named(scrolling), opening: named([...document.querySelectorAll("summary")]), first: named([document.querySelector("a.skip")]) };
            """);
        Assert.AreEqual(0, (int)asked["byItself"]!, "not every browser gives focus to what scrolls by itself");
        var reached = page.Tabbed("return element.dataset.asked ?? '';");
        Assert.AreEqual((string?)asked["first"]![0], reached[0], "the link that skips to the numbers");
        foreach (var kind in (string[])["scrolling", "opening"])
        {
            Assert.IsNotEmpty(asked[kind]!.AsArray());
            CollectionAssert.IsSubsetOf(asked[kind]!.AsArray().Select(name => (string)name!).ToArray(), reached.ToArray(), kind);
        }
    }

    /// <summary>WCAG 2.2, 1.4.3: text has a contrast of 4.5 : 1, in both schemes.</summary>
    [TestMethod]
    [DataRow("light")]
    [DataRow("dark")]
    public void TextStandsOutInLightAndDark(string scheme)
    {
        using var page = Open(scheme: scheme);
        var probe = page.Run("""
            const value = (name) => { document.body.style.color = `var(--${name})`; return getComputedStyle(document.body).color; };
            return Object.fromEntries(["ink", "faint", "good", "bad", "paper", "panel"].map((name) => [name, value(name).match(/\d+/g).map(Number)]));
            """);
        var paper = Luminance(probe["paper"]!);
        Assert.AreEqual(scheme == "dark", paper < 0.5, $"luminance of the page {paper}");
        foreach (var text in new[] { "ink", "faint", "good", "bad" })
            Assert.IsGreaterThanOrEqualTo(4.5, Contrast(Luminance(probe[text]!), paper), text);
        foreach (var text in new[] { "ink", "faint" })
            Assert.IsGreaterThanOrEqualTo(4.5, Contrast(Luminance(probe[text]!), Luminance(probe["panel"]!)), $"{text} in a figure");
    }

    /// <summary>A browser that prints tells the page before; paper does not scroll.</summary>
    [TestMethod]
    public void OnPaperThePageIsLightOpenAndNoTableIsCutOff()
    {
        using var page = Open(700, "dark", "print");
        var probe = page.Run("""
            dispatchEvent(new Event("beforeprint"));
            return {
              paper: getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number),
              closed: document.querySelectorAll("details:not([open])").length,
              cut: [...document.querySelectorAll(".wide")].filter((table) => table.scrollWidth > table.clientWidth).map((table) => table.getAttribute("aria-label")).join(" "),
            };
            """);
        Assert.AreEqual(1, Luminance(probe["paper"]!));
        Assert.AreEqual(0, (int)probe["closed"]!);
        Assert.AreEqual("", (string?)probe["cut"]);
    }

    private static OpenPage Open(int width = 1000, string scheme = "light", string media = "screen") =>
        new(HtmlReport.Of(Report(), Bench(), Sweep()), width, scheme, media);

    private static double Contrast(double one, double other) => (Math.Max(one, other) + 0.05) / (Math.Min(one, other) + 0.05);

    /// <summary>WCAG's relative luminance of an sRGB colour.</summary>
    private static double Luminance(JsonNode colour)
    {
        var parts = colour.AsArray().Select(part => (double)part! / 255)
            .Select(part => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4)).ToArray();
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }

    private static JsonObject Report() => (JsonObject)JsonNode.Parse("""
        {
          "model": "sentiment", "holds": false, "shipped": "original", "method": "osscar, 50 % of FLOPs", "structure": "12 attention heads",
          "gates": [
            { "gate": "accuracy", "limit": "max-drop", "amount": "0.02", "holds": true, "message": "0.8765 is at least 0.8699" },
            { "gate": "size", "limit": "max", "amount": "40 MB", "holds": false, "message": "45 MB is above 40 MB" } ],
          "measured": {
            "accuracy": { "original": 0.8899, "pruned": 0.8765, "kind": "share", "records": 872, "interval95": [0.853, 0.897] },
            "agreement": { "pruned": 0.94, "interval95": [0.92, 0.95] },
            "latency": { "original": 4.1, "pruned": 2.2, "interval95": [2.1, 2.3] },
            "size": { "original": 61500000, "pruned": 45000000 },
            "compressed-size": { "original": 20500000, "pruned": 15000000 },
            "flops": { "original": 149000000, "pruned": 75000000 } },
          "cut": [ { "group": "layer.0.attention", "units": 12, "kept": 8, "loss": 1.5 } ],
          "groups": [
            { "group": "layer.0.attention", "kind": "heads", "units": 12, "macShare": 0.3 },
            { "group": "layer.0.ffn", "kind": "neurons", "units": 48, "macShare": 0.6 } ],
          "masks": [ { "weight": "ffn.up", "elements": 147456, "zeros": 73728, "error": 0.0125 }, { "weight": "ffn.down", "elements": 512, "zeros": 0 } ],
          "recoveries": [ {
            "step": 2, "kind": "perp", "trained": [ "biases", "norms" ], "steps": 120, "parameters": 96, "modelParameters": 2400,
            "lossBefore": 0.0125, "lossAfter": null, "milliseconds": 1234.5 } ],
          "refusals": [ { "where": "embeddings", "size": 32, "node": "/encoder/layer.0/attention/output/LayerNorm/LayerNormalization/with/a/name/that/fills/more/than/a/line/of/the/page", "operator": "LayerNormalization", "reason": "layer norm reads the whole axis", "macShare": 0.9 } ],
          "data": { "calibration": { "file": "data/train.tsv", "take": 2000 }, "validation": { "file": "data/dev.tsv" } }, "seed": 7, "device": "cpu-x64",
          "records": { "calibration": 2000, "validation": 872, "madeUp": false },
          "notes": [ { "code": "PB3051", "message": "a < b & c" } ],
          "source": { "sha256": "aa" }, "artifact": { "file": "sentiment.onnx", "sha256": "bb", "bytes": 45000000 },
          "engine": "0.1.0", "machine": "cpu, ONNX Runtime", "timings": [ { "stage": "calibrating", "milliseconds": 12.5 } ]
        }
        """)!;

    private static JsonNode Bench() => JsonNode.Parse("""
        {
          "model": "sentiment", "machine": "cpu", "threads": 2,
          "cases": [
            { "records": 1, "original": { "median": 4.1, "milliseconds": [4, 4.1, 4.2] }, "pruned": { "median": 2.2, "milliseconds": [2.1, 2.2, 2.3] }, "verdict": "1.86× faster" },
            { "records": 32, "original": { "median": 80, "milliseconds": [79, 80, 81] }, "pruned": { "median": 40, "milliseconds": [39, 40, 41] }, "verdict": "2× faster" } ]
        }
        """)!;

    private static JsonNode Sweep() => JsonNode.Parse("""
        {
          "model": "sentiment", "metric": "accuracy", "original": 0.8899,
          "trials": [
            { "method": "osscar", "asked": "20 % of FLOPs", "removed": 0.2, "value": 0.885, "holds": true, "front": true, "problem": null },
            { "method": "osscar", "asked": "40 % of FLOPs", "removed": 0.4, "value": 0.88, "holds": true, "front": true, "problem": null },
            { "method": "kprune", "asked": "40 % of FLOPs", "removed": null, "value": null, "holds": false, "front": false, "problem": "no labels" } ]
        }
        """)!;

    [GeneratedRegex("""(src|href)=["'](?!#)""")]
    private static partial Regex References();

    [GeneratedRegex("<figure>")]
    private static partial Regex Figures();
}
