using System.Drawing;
using System.Text.Json.Nodes;
using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;

namespace PruneBuild.Engine.Tests.Reporting.Html;

/// <summary>A page in headless Chromium, as a reader has it before them.</summary>
internal sealed class OpenPage : IDisposable
{
    private static readonly string[] Browsers = ["chromium", "chromium-browser", "google-chrome"];

    private readonly TemporaryFolder folder = new();
    private readonly ChromeDriver driver;

    /// <summary>Opens a page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="width">Width of the window, pixels.</param>
    /// <param name="scheme">What the reader prefers: light or dark.</param>
    /// <param name="media">screen or print.</param>
    /// <exception cref="AssertInconclusiveException">There is no Chromium here, or no driver for it.</exception>
    public OpenPage(string page, int width = 1000, string scheme = "light", string media = "screen")
    {
        var browser = Browsers.Select(Find).FirstOrDefault(path => path is not null)
            ?? throw new AssertInconclusiveException("No Chromium is on this machine (Debian: apt-get install chromium chromium-driver).");
        var program = Find("chromedriver")
            ?? throw new AssertInconclusiveException(
                "No driver for Chromium is on this machine (Debian: apt-get install chromium-driver).");
        var path = folder.Write("report.html", page);
        var options = new ChromeOptions { BinaryLocation = browser };
        options.AddArguments("--headless", "--no-sandbox", "--disable-gpu", $"--user-data-dir={folder.File("profile")}");
        options.SetLoggingPreference(LogType.Browser, LogLevel.All);
        driver = new ChromeDriver(
            ChromeDriverService.CreateDefaultService(Path.GetDirectoryName(program), Path.GetFileName(program)), options);
        driver.Manage().Window.Size = new Size(width, 1000);
        Emulate(scheme, media);
        driver.Navigate().GoToUrl(new Uri(path));
    }

    /// <summary>The page's elements as they are now.</summary>
    public string Source => driver.PageSource;

    /// <summary>What the page, or the browser about it, said in the console.</summary>
    public string Console => string.Join('\n', driver.Manage().Logs.GetLog(LogType.Browser).Select(entry => entry.Message));

    /// <summary>The value of the body of a function, run in the page.</summary>
    public JsonNode Run(string body) => JsonNode.Parse((string)driver.ExecuteScript($"return JSON.stringify((() => {{ {body} }})());")!)!;

    /// <summary>Presses the tab key until focus comes back to the first element, and says what a function of <c>element</c> returns
    /// for each that had it.</summary>
    /// <param name="describe">Body of the function; it returns a string.</param>
    public IReadOnlyList<string> Tabbed(string describe)
    {
        const int most = 500;
        var passed = new List<string>();
        while (passed.Count < most)
        {
            driver.SwitchTo().ActiveElement().SendKeys(Keys.Tab);
            var isNew = (bool)driver.ExecuteScript(
                "const element = document.activeElement; const seen = element === document.body || element.dataset.tabbed; "
                + "element.dataset.tabbed = 'yes'; return !seen;")!;
            if (!isNew)
                return passed;
            passed.Add((string)driver.ExecuteScript($"const element = document.activeElement; {describe}")!);
        }

        throw new AssertFailedException($"focus did not come back after {most} presses");
    }

    /// <inheritdoc />
    public void Dispose()
    {
        driver.Quit();
        folder.Dispose();
    }

    private void Emulate(string scheme, string media) =>
        driver.ExecuteCdpCommand("Emulation.setEmulatedMedia", new Dictionary<string, object?>
        {
            ["media"] = media,
            ["features"] = new object[] { new Dictionary<string, object> { ["name"] = "prefers-color-scheme", ["value"] = scheme } },
        });

    private static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
