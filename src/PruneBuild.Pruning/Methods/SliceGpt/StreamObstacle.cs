namespace PruneBuild.Pruning.Methods.SliceGpt;

/// <summary>A place where the stream does not let a rotation through.</summary>
/// <param name="Node">The node: its name, or its first output.</param>
/// <param name="Reason">A clause that completes "… does not let a rotation through: …".</param>
public sealed record StreamObstacle(string Node, string Reason);
