using PruneBuild.Eng.Processes;

namespace PruneBuild.Eng.Benches;

/// <summary>The BenchmarkDotNet suite of hot kernels. Arguments go to BenchmarkDotNet, such as <c>--filter *Cholesky*</c>.</summary>
internal sealed class KernelBench : IBench
{
    /// <inheritdoc />
    public string Name => "kernels";

    /// <inheritdoc />
    public string Summary => "BenchmarkDotNet over the numerical kernels; arguments go to it (default: all, short)";

    /// <inheritdoc />
    public bool Run(Repository repository, string[] arguments)
    {
        string[] chosen = arguments.Length > 0 ? arguments : ["--filter", "*", "--job", "short"];
        return DotNet.RunTestProgram(
            repository, "PruneBuild.Benchmarks", [.. chosen, "--artifacts", Path.Combine(repository.Artifacts, "benchmarks")]) == 0;
    }
}
