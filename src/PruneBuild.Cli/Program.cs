using System.Runtime.InteropServices;
using PruneBuild.Cli.Output;

namespace PruneBuild.Cli;

/// <summary>The process: signals in, exit code out. Everything else is <see cref="Tool" />,
/// which tests call in their own process.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        using var cancellation = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Cancel(signal, cancellation));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Cancel(signal, cancellation));
        // A terminal that is closed, a connection that is lost.
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => Cancel(signal, cancellation));
        using var parent = ParentProcess.Watch(Environment.GetEnvironmentVariable(ParentProcess.Variable), cancellation.Cancel);
        return await Tool.Run(arguments, Terminal.OfProcess(), cancellation.Token);
    }

    /// <summary>The first signal asks; a second one is left to the system, which ends the process.</summary>
    private static void Cancel(PosixSignalContext signal, CancellationTokenSource cancellation)
    {
        signal.Cancel = !cancellation.IsCancellationRequested;
        cancellation.Cancel();
    }
}
