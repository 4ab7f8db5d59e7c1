using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Microsoft.Build.Utilities;

namespace PruneBuild.MSBuild.Lists;

/// <summary>Models as MSBuild items.</summary>
internal static class ModelItems
{
    /// <summary>The file that ships, with what other targets may want to know.</summary>
    public static TaskItem Of(ShippedModel model)
    {
        var item = Of(model.File, model, model.Path);
        item.SetMetadata("Source", EscapedText.Of(Native(model.Source)));
        item.SetMetadata("Shipped", model.Shipped);
        item.SetMetadata("Sha256", model.Sha256);
        item.SetMetadata("Bytes", model.Bytes.ToString(CultureInfo.InvariantCulture));
        var accuracy = model.Measured.FirstOrDefault(measured => measured.Metric == "accuracy");
        if (accuracy != null)
            item.SetMetadata("Accuracy", accuracy.Shipped.ToString("R", CultureInfo.InvariantCulture));
        return item;
    }

    /// <summary>External data ships in the model's folder, under the name that the model refers to.</summary>
    public static IEnumerable<TaskItem> OfData(ShippedModel model)
    {
        var from = Path.GetDirectoryName(Path.GetFullPath(model.File)) + Path.DirectorySeparatorChar;
        var to = model.Path.Substring(0, model.Path.LastIndexOf('/') + 1);
        return model.Data.Select(Path.GetFullPath).Select(file => Of(file, model, to + Below(from, file)));
    }

    private static string Below(string folder, string file) =>
        file.StartsWith(folder, StringComparison.Ordinal) ? file.Substring(folder.Length) : Path.GetFileName(file);

    private static TaskItem Of(string file, ShippedModel model, string targetPath)
    {
        var item = new TaskItem(EscapedText.Of(Native(file)));
        item.SetMetadata("Name", EscapedText.Of(model.Name));
        item.SetMetadata("As", model.As);
        item.SetMetadata("TargetPath", EscapedText.Of(Native(targetPath)));
        item.SetMetadata("LogicalName", EscapedText.Of(targetPath));
        return item;
    }

    private static string Native(string path) => path.Replace('/', Path.DirectorySeparatorChar);
}
