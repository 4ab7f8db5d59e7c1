using System;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using PruneBuild.MSBuild.Generation;
using PruneBuild.MSBuild.Lists;

namespace PruneBuild.MSBuild;

/// <summary>Writes the class that gives a project typed access to its models, unless it is there as it should be.</summary>
public sealed class GeneratePrunedModels : Task
{
    /// <summary>models.json.</summary>
    [Required]
    public string ModelsFile { get; set; } = "";

    /// <summary>The C# file.</summary>
    [Required]
    public string OutputFile { get; set; } = "";

    /// <summary>Namespace of the class; <c>PruneBuild</c> when empty.</summary>
    public string? Namespace { get; set; }

    /// <summary>True for a class that every file of the project sees without a using; takes C# 10.</summary>
    public bool IsAliased { get; set; }

    /// <inheritdoc />
    public override bool Execute() => BuildDiagnostic.Guard(Log, Generate);

    private bool Generate()
    {
        try
        {
            var namespaceName = string.IsNullOrEmpty(Namespace) ? "PruneBuild" : NamespaceText.Of(Namespace!);
            ChangedFile.Write(OutputFile, PrunedModelsClass.Source(ModelList.Read(ModelsFile), namespaceName, IsAliased));
            return true;
        }
        catch (FormatException exception)
        {
            BuildDiagnostic.ListUnreadable.Log(Log, ModelsFile, ModelsFile, exception.Message);
            return false;
        }
    }
}
