namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>Module paths as exporters leave them in the names of tensors and nodes.</summary>
internal static class ModulePath
{
    /// <summary><c>encoder.layer.0.output.dense.bias</c> → <c>encoder.layer.0.output.dense</c>; null for generated names.</summary>
    public static string? OfTensor(string name)
    {
        if (name.Contains("::", StringComparison.Ordinal) || name.StartsWith('/'))
            return null;
        var dot = name.LastIndexOf('.');
        return dot > 0 ? name[..dot] : null;
    }

    /// <summary><c>/encoder/layer.0/output/dense/MatMul</c> → <c>encoder.layer.0.output.dense</c>;
    /// null when the name has no path.</summary>
    public static string? OfNode(string name)
    {
        var parts = name.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return name.StartsWith('/') && parts.Length > 1 ? string.Join('.', parts[..^1]) : null;
    }

    /// <summary>The longest common beginning of whole components; null when there is none.</summary>
    public static string? Common(IReadOnlyList<string> paths)
    {
        if (paths.Count == 0)
            return null;
        var split = paths.Select(path => path.Split('.')).ToArray();
        var count = Enumerable.Range(0, split.Min(parts => parts.Length))
            .TakeWhile(i => split.All(parts => parts[i] == split[0][i])).Count();
        return count == 0 ? null : string.Join('.', split[0][..count]);
    }
}
