namespace PruneBuild.Inference.Sessions;

/// <summary>How a session runs.</summary>
/// <param name="Threads">Threads inside an operator; 0 takes every core. How ONNX Runtime divides a matrix product among threads changes
/// the last bits: a caller that needs the same bits on any number of cores takes 1, and runs batches side by side instead.</param>
/// <param name="Optimization">What ONNX Runtime may do to the graph before it runs it.</param>
/// <param name="SharesMemory">True to take memory that earlier sessions gave back, and to leave it to later ones: many sessions one
/// after the other then ask the system for little. It stays with the process. For work on the processor; measurements run as an
/// app does, without.</param>
public sealed record SessionSettings(
    int Threads = 0, GraphOptimization Optimization = GraphOptimization.All, bool SharesMemory = false)
{
    /// <summary>One thread: equal inputs give equal bits on any number of cores, and several runs may go on at once.</summary>
    public static SessionSettings Reproducible { get; } = new(Threads: 1, SharesMemory: true);
}

/// <summary>What ONNX Runtime may do to a graph.</summary>
public enum GraphOptimization
{
    /// <summary>Nothing: every node runs as written.</summary>
    None,

    /// <summary>Constant folding and redundant nodes.</summary>
    Basic,

    /// <summary>Fusions and layouts too, as in an app.</summary>
    All,
}
