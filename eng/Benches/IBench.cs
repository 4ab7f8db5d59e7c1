namespace PruneBuild.Eng.Benches;

/// <summary>A measurement of whole processes, or of a set of kernels, that a claim of speed rests on.</summary>
internal interface IBench
{
    /// <summary>The word that selects it on the command line.</summary>
    string Name { get; }

    /// <summary>One line for the list of benches.</summary>
    string Summary { get; }

    /// <summary>Measures and prints; the feed and our packages are up to date.</summary>
    /// <param name="repository">The checkout.</param>
    /// <param name="arguments">What followed the bench's name on the command line.</param>
    /// <returns>Whether what is claimed held.</returns>
    bool Run(Repository repository, string[] arguments);
}
