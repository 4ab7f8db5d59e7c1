namespace PruneBuild.Eng;

/// <summary>A step of the build graph that failed for a reason its user can act on.</summary>
internal sealed class EngFailure(string message) : Exception(message);
