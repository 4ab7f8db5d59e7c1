using System.Runtime.InteropServices;

namespace PruneBuild.Inference.Devices;

/// <summary>The name of the processor, for reports.</summary>
internal static class Processor
{
    /// <summary>The model name where the operating system tells it, the architecture otherwise.</summary>
    public static string Name { get; } = FromLinux() ?? FromWindows() ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static string? FromLinux()
    {
        const string listing = "/proc/cpuinfo";
        if (!File.Exists(listing))
            return null;
        var line = File.ReadLines(listing).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }

    private static string? FromWindows() => Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
}
