namespace PruneBuild.Pruning.Methods;

/// <summary>A named way to mask: a choice of weights and an update that belong together.</summary>
/// <param name="Name">Name in prune.yaml.</param>
/// <param name="Summary">One line for people.</param>
/// <param name="Method">Chooses.</param>
/// <param name="Update">Updates.</param>
public sealed record MaskPreset(string Name, string Summary, IMaskMethod Method, IMaskUpdate Update);
