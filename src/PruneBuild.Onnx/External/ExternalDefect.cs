namespace PruneBuild.Onnx.External;

/// <summary>Why external data cannot be used.</summary>
internal enum ExternalDefectKind
{
    /// <summary>The entries or the dims of the tensor make no sense.</summary>
    Malformed,

    /// <summary>The file is not there, or ends too early.</summary>
    Missing,

    /// <summary>The location leaves the model's folder.</summary>
    Outside,

    /// <summary>The file is the pointer that Git LFS left in its place.</summary>
    LfsPointer,
}

/// <summary>Why a tensor's external data cannot be used, in words that follow "which" or "is malformed:".</summary>
internal sealed record ExternalDefect(ExternalDefectKind Kind, string File, string Reason);
