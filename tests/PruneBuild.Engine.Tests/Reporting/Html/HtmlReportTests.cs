using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PruneBuild.Engine.Reporting.Html;

namespace PruneBuild.Engine.Tests.Reporting.Html;

[TestClass]
public sealed partial class HtmlReportTests
{
    private static readonly string[] Browsers = ["chromium", "chromium-browser", "google-chrome"];

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
        var (dom, log) = Browse(HtmlReport.Of(Report(), Bench(), Sweep()));
        Assert.DoesNotContain("CONSOLE", log, log);
        StringAssert.Contains(dom, "✗ 1 of 2 gates failed");
        foreach (var (metric, one) in Report()["measured"]!.AsObject())
        {
            foreach (var value in new[] { one!["original"], one["pruned"] }.OfType<JsonNode>())
            {
                var text = ((double)value).ToString("R", CultureInfo.InvariantCulture);
                Assert.IsTrue(dom.Contains($"data-value=\"{text}\"", StringComparison.Ordinal), $"{metric}: {text}");
            }
        }

        foreach (var shown in new[] { "0.8899", "0.8765", "61.5 MB", "20.5 MB", "149 M", "4.1 ms", "8 of 12, loss 1.5", "2000 records of data/train.tsv", "872 records of data/dev.tsv", "<td class=\"\">7</td>", "cpu-x64", "layer norm reads the whole axis", "32 records" })
            StringAssert.Contains(dom, shown);
        Assert.AreEqual(5, Figures().Count(dom), "costs, two latencies, the curve and the layers are drawn");
    }

    [TestMethod]
    public void ASweepWithoutARunIsAPageOfItsOwn()
    {
        var (dom, log) = Browse(HtmlReport.Of(null, sweep: Sweep()));
        Assert.DoesNotContain("CONSOLE", log, log);
        StringAssert.Contains(dom, "<h1>sentiment</h1>");
        StringAssert.Contains(dom, "<title>sentiment: pruning report</title>");
        Assert.AreEqual(1, Figures().Count(dom), "the curve");
    }

    [TestMethod]
    public void TheKeyboardReachesWhatScrollsAndWhatOpens()
    {
        var (dom, _) = Browse(HtmlReport.Of(Report(), Bench(), Sweep()));
        Assert.IsFalse(Regions().Matches(dom).Any(region => !region.Value.Contains("tabindex=\"0\"", StringComparison.Ordinal)));
        Assert.HasCount(Regex.Count(dom, "<details"), Regex.Matches(dom, "<details[^>]*><summary>"));
        StringAssert.Contains(dom, "<a class=\"skip\" href=\"#main\">");
    }

    [TestMethod]
    public void InANarrowWindowTheTabKeyReachesEverythingThatScrolls()
    {
        var probe = Probe("light", 500, """
            document.querySelectorAll("details").forEach((one) => one.setAttribute("open", ""));
            const scrolling = [...document.querySelectorAll("main *")].filter((one) => one.scrollWidth > one.clientWidth && getComputedStyle(one).overflowX === "auto");
            return { scrolling: scrolling.length, missed: scrolling.filter((one) => one.tabIndex < 0).map((one) => one.outerHTML.slice(0, 80)).join(" ") };
            """);
        Assert.IsGreaterThan(0, (int)probe["scrolling"]!);
        Assert.AreEqual("", (string?)probe["missed"]);
    }

    /// <summary>WCAG 2.2, 1.4.3: text has a contrast of 4.5 : 1, in both schemes.</summary>
    [TestMethod]
    [DataRow("light")]
    [DataRow("dark")]
    public void TextStandsOutInLightAndDark(string scheme)
    {
        var probe = Probe(scheme, 1000, """
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

    /// <summary>A browser that prints applies the rules for print and tells the page before; paper does not scroll.</summary>
    [TestMethod]
    public void OnPaperThePageIsLightOpenAndNoTableIsCutOff()
    {
        var probe = Probe("dark", 700, """
            for (const rule of document.styleSheets[0].cssRules) if (rule.media?.mediaText === "print") rule.media.mediaText = "all";
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

    /// <summary>What a function says of the whole page in the browser.</summary>
    private static JsonNode Probe(string scheme, int width, string function)
    {
        var page = HtmlReport.Of(Report(), Bench(), Sweep());
        var (dom, log) = Browse(
            page.Replace("</body>", $"<script>document.body.dataset.probe = encodeURIComponent(JSON.stringify((() => {{ {function} }})()))</script></body>"),
            $"--blink-settings=preferredColorScheme={(scheme == "dark" ? 0 : 1)}", $"--window-size={width},1000");
        return JsonNode.Parse(Uri.UnescapeDataString(ProbeAttribute().Match(dom) is { Success: true } found ? found.Groups[1].Value : throw new AssertFailedException(log)))!;
    }

    private static double Contrast(double one, double other) => (Math.Max(one, other) + 0.05) / (Math.Min(one, other) + 0.05);

    /// <summary>WCAG's relative luminance of an sRGB colour.</summary>
    private static double Luminance(JsonNode colour)
    {
        var parts = colour.AsArray().Select(part => (double)part! / 255).Select(part => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4)).ToArray();
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }

    private static (string Dom, string Log) Browse(string page, params string[] options)
    {
        var browser = Browsers.Select(Find).FirstOrDefault(path => path is not null)
            ?? throw new AssertInconclusiveException("No Chromium is on this machine.");
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("report.html"), page);
        var start = new ProcessStartInfo(browser) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", $"--user-data-dir={folder.File("profile")}",
            "--virtual-time-budget=4000", .. options, "--dump-dom", new Uri(folder.File("report.html")).AbsoluteUri])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var log = process.StandardError.ReadToEndAsync();
        var dom = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (WebUtility.HtmlDecode(dom), log.Result);
    }

    private static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

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

    [GeneratedRegex("data-probe=\"([^\"]*)\"")]
    private static partial Regex ProbeAttribute();

    [GeneratedRegex("<figure>")]
    private static partial Regex Figures();

    [GeneratedRegex("""<div class="wide"[^>]*>""")]
    private static partial Regex Regions();
}
