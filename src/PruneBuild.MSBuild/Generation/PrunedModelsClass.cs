using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using PruneBuild.MSBuild.Lists;

namespace PruneBuild.MSBuild.Generation;

/// <summary>
/// The source of <c>PrunedModels</c>. It must compile in every project: no nullable annotations, nothing newer than C# 3, global
/// names throughout, no dependency, and internal, so that two assemblies can have one each. A global alias comes only where the project
/// has implicit usings, and so C# 10.
/// </summary>
internal static class PrunedModelsClass
{
    /// <summary>The whole file.</summary>
    /// <param name="models">In the order of the manifest.</param>
    /// <param name="namespaceName">Namespace of the class.</param>
    /// <param name="isAliased">True when every file of the project sees the class without a using.</param>
    public static string Source(IReadOnlyList<ShippedModel> models, string namespaceName, bool isAliased = false)
    {
        var source = new StringBuilder();
        var names = Names(models);
        source.Append(PrunedModelsText.Start(namespaceName, isAliased));
        foreach (var (model, name) in models.Zip(names, (model, name) => (model, name)))
            source.Append(Field(model, name));
        source.Append(Line(2, "/// <summary>All models, in the order of the manifest.</summary>"));
        source.Append(Line(2, $"public static readonly {Collection("Model")} All ="));
        source.Append(Line(3, $"new {Collection("Model")}(new Model[] {{ {string.Join(", ", names)} }});"));
        return source.Append(PrunedModelsText.Types).Replace("\r\n", "\n").ToString();
    }

    private static string Field(ShippedModel model, string name)
    {
        var source = new StringBuilder();
        source.Append(Line(2, $"/// <summary>Model {CSharpText.Documentation(model.Name)}: {CSharpText.Documentation(model.Path)}, "
            + $"{model.Shipped}.</summary>"));
        source.Append(Line(2, $"public static readonly Model {name} = new Model("));
        source.Append(Line(3, CSharpText.Literal(model.Name) + ","));
        source.Append(Line(3, CSharpText.Literal(model.Path) + ","));
        source.Append(Line(3, (model.IsResource ? "true" : "false") + ","));
        source.Append(Line(3, (model.Shipped == "pruned" ? "true" : "false") + ","));
        source.Append(Line(3, CSharpText.Literal(model.Sha256) + ","));
        source.Append(Line(3, model.Bytes.ToString(System.Globalization.CultureInfo.InvariantCulture) + "L,"));
        source.Append(Line(3, List("Tensor", model.Inputs.Select(Tensor)) + ","));
        source.Append(Line(3, List("Tensor", model.Outputs.Select(Tensor)) + ","));
        source.Append(Line(3, List("Measurement", model.Measured.Select(Measurement)) + ");"));
        return source.Append('\n').ToString();
    }

    private static string Tensor(ShippedValue value) =>
        $"new Tensor({CSharpText.Literal(value.Name)}, {CSharpText.Literal(value.Type)}, "
        + $"{List("string", value.Shape.Select(CSharpText.Literal))})";

    private static string Measurement(ShippedMeasurement measured) =>
        $"new Measurement({CSharpText.Literal(measured.Metric)}, {CSharpText.Literal(measured.Original)}, "
        + $"{CSharpText.Literal(measured.Shipped)})";

    private static string List(string type, IEnumerable<string> items) =>
        $"new {type}[] {{ {string.Join(", ", items)} }}".Replace("{  }", "{ }");

    private static string Collection(string type) => $"global::System.Collections.ObjectModel.ReadOnlyCollection<{type}>";

    private static string Line(int depth, string text) => new string(' ', depth * 4) + text + "\n";

    /// <summary>Two models whose names differ only in punctuation get numbers; a name that the class uses
    /// itself gets an underscore.</summary>
    private static string[] Names(IReadOnlyList<ShippedModel> models)
    {
        var taken = new HashSet<string>(PrunedModelsText.Taken, StringComparer.Ordinal);
        return [.. models.Select(model => Free(taken, CSharpText.Identifier(model.Name)))];
    }

    private static string Free(HashSet<string> taken, string name)
    {
        var free = name;
        for (var number = 2; !taken.Add(free); number++)
            free = name + "_" + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return free;
    }
}
