namespace PruneBuild.Engine.Manifest;

/// <summary>Where the pruned model goes.</summary>
/// <param name="Path">Path in the output folder, or the resource's name; relative, never outside it.</param>
/// <param name="Form">File or resource.</param>
/// <param name="Storage">How masked weights are stored.</param>
public sealed record OutputEntry(Located<string> Path, Located<OutputForm> Form, Located<OutputStorage> Storage);

/// <summary>How a model travels with the app.</summary>
public enum OutputForm
{
    /// <summary>A file in the output and publish folders.</summary>
    Content,

    /// <summary>Embedded in the assembly.</summary>
    Resource,
}

/// <summary>How masked weights are stored.</summary>
public enum OutputStorage
{
    /// <summary>Every element, zeros too.</summary>
    Dense,

    /// <summary>As ONNX's sparse initializers, where that is smaller.</summary>
    SparseInitializers,
}
