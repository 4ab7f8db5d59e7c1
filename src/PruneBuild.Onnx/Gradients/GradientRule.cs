namespace PruneBuild.Onnx.Gradients;

/// <summary>Writes the gradients of a node's inputs from those of its outputs.</summary>
/// <param name="node">The node, and where its gradients go.</param>
internal delegate void GradientRule(BackwardNode node);
