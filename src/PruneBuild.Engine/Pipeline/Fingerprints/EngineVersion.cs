using System.Reflection;
using PruneBuild.Engine.Artifacts;
using PruneBuild.Inference;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pipeline.Fingerprints;

/// <summary>Which PruneBuild this is.</summary>
public static class EngineVersion
{
    /// <summary>The version of the package: <c>0.1.0</c>.</summary>
    public static string Version { get; } = Released(typeof(EngineVersion).Assembly);

    /// <summary>Hash of the code that decides results: two builds of one version differ in it when their sources do.</summary>
    internal static string Build { get; } = ContentHash.OfText(string.Join(
        ' ',
        new[] { typeof(EngineVersion), typeof(Batch), typeof(PruneGroup), typeof(OnnxModel), typeof(Matrix) }
            .Select(type => type.Module.ModuleVersionId)));

    private static string Released(Assembly assembly) =>
        (assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];
}
