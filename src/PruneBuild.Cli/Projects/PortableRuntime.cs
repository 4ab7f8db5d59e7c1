using System.Runtime.InteropServices;

namespace PruneBuild.Cli.Projects;

/// <summary>The identifier of this machine that folders of native libraries in packages have: NETCoreSdkPortableRuntimeIdentifier to
/// MSBuild.</summary>
internal static class PortableRuntime
{
    /// <summary>That of this machine.</summary>
    public static string Identifier { get; } = Of(RuntimeInformation.RuntimeIdentifier);

    /// <summary>That of a runtime: one that a distribution built names the distribution, as in <c>ubuntu.24.04-x64</c>.</summary>
    internal static string Of(string runtime)
    {
        var (system, architecture) = (runtime[..runtime.LastIndexOf('-')], runtime[(runtime.LastIndexOf('-') + 1)..]);
        return system.Split('.', '-')[0] switch
        {
            "win" or "win10" => $"win-{architecture}",
            "osx" => $"osx-{architecture}",
            "freebsd" => $"freebsd-{architecture}",
            "alpine" => $"linux-musl-{architecture}",
            _ when system.Contains("musl", StringComparison.Ordinal) => $"linux-musl-{architecture}",
            _ => $"linux-{architecture}",
        };
    }
}
