using System.Collections.Generic;

namespace PruneBuild.MSBuild.Generation;

/// <summary>The parts of the generated file that no model changes.</summary>
internal static class PrunedModelsText
{
    /// <summary>Names that a model's field cannot have: members of the class and of every object.</summary>
    public static readonly IReadOnlyList<string> Taken =
        ["All", "Model", "Tensor", "Measurement", "PrunedModels", "Equals", "ReferenceEquals", "GetHashCode", "GetType", "ToString",
            "MemberwiseClone", "Finalize"];

    /// <summary>Nested types and the closing braces.</summary>
    public const string Types =
        """

                /// <summary>A model that ships with this assembly.</summary>
                internal sealed class Model
                {
                    private readonly string path;
                    private readonly bool isResource;

                    internal Model(string name, string path, bool isResource, bool isPruned, string sha256, long bytes, Tensor[] inputs, Tensor[] outputs, Measurement[] measurements)
                    {
                        Name = name;
                        this.path = path;
                        this.isResource = isResource;
                        IsPruned = isPruned;
                        Sha256 = sha256;
                        Bytes = bytes;
                        Inputs = new global::System.Collections.ObjectModel.ReadOnlyCollection<Tensor>(inputs);
                        Outputs = new global::System.Collections.ObjectModel.ReadOnlyCollection<Tensor>(outputs);
                        Measurements = new global::System.Collections.ObjectModel.ReadOnlyCollection<Measurement>(measurements);
                    }

                    /// <summary>Its name in the manifest.</summary>
                    public string Name { get; private set; }

                    /// <summary>True for the pruned model; false when the original was shipped.</summary>
                    public bool IsPruned { get; private set; }

                    /// <summary>SHA-256 of the file, in hexadecimal digits.</summary>
                    public string Sha256 { get; private set; }

                    /// <summary>Size in bytes.</summary>
                    public long Bytes { get; private set; }

                    /// <summary>The graph's inputs.</summary>
                    public global::System.Collections.ObjectModel.ReadOnlyCollection<Tensor> Inputs { get; private set; }

                    /// <summary>The graph's outputs.</summary>
                    public global::System.Collections.ObjectModel.ReadOnlyCollection<Tensor> Outputs { get; private set; }

                    /// <summary>What was measured when the model was pruned.</summary>
                    public global::System.Collections.ObjectModel.ReadOnlyCollection<Measurement> Measurements { get; private set; }

                    /// <summary>Accuracy on the validation data of the manifest; NaN when it was not measured.</summary>
                    public double Accuracy
                    {
                        get
                        {
                            Measurement measured = Find("accuracy");
                            return measured == null ? double.NaN : measured.Shipped;
                        }
                    }

                    /// <summary>The file beside the application.</summary>
                    /// <exception cref="global::System.InvalidOperationException">The model is a resource of this assembly: use Open().</exception>
                    public string Path
                    {
                        get
                        {
                            if (isResource)
                                throw new global::System.InvalidOperationException("Model '" + Name + "' is a resource of the assembly and has no file; use Open() or ReadAllBytes().");
                            return global::System.IO.Path.Combine(global::System.AppContext.BaseDirectory, path.Replace('/', global::System.IO.Path.DirectorySeparatorChar));
                        }
                    }

                    /// <summary>Opens the model for reading: the file, or the resource.</summary>
                    public global::System.IO.Stream Open()
                    {
                        return isResource
                            ? typeof(PrunedModels).Assembly.GetManifestResourceStream(path)
                            : global::System.IO.File.OpenRead(Path);
                    }

                    /// <summary>Reads the whole model, as inference sessions take it.</summary>
                    public byte[] ReadAllBytes()
                    {
                        using (global::System.IO.Stream stream = Open())
                        {
                            byte[] bytes = new byte[stream.Length];
                            int at = 0;
                            while (at < bytes.Length)
                            {
                                int read = stream.Read(bytes, at, bytes.Length - at);
                                if (read == 0)
                                    throw new global::System.IO.EndOfStreamException();
                                at += read;
                            }

                            return bytes;
                        }
                    }

                    /// <summary>What was measured under that name (accuracy, latency, size, ...); null when it was not.</summary>
                    public Measurement Find(string metric)
                    {
                        foreach (Measurement measurement in Measurements)
                        {
                            if (measurement.Metric == metric)
                                return measurement;
                        }

                        return null;
                    }

                    /// <summary>Its name in the manifest.</summary>
                    public override string ToString()
                    {
                        return Name;
                    }
                }

                /// <summary>An input or output of a model.</summary>
                internal sealed class Tensor
                {
                    internal Tensor(string name, string elementType, string[] shape)
                    {
                        Name = name;
                        ElementType = elementType;
                        Shape = new global::System.Collections.ObjectModel.ReadOnlyCollection<string>(shape);
                    }

                    /// <summary>Its name in the graph.</summary>
                    public string Name { get; private set; }

                    /// <summary>Element type in ONNX's words: float, int64, string, ...</summary>
                    public string ElementType { get; private set; }

                    /// <summary>Dimensions: numbers, names of free dimensions, or empty where the model does not say.</summary>
                    public global::System.Collections.ObjectModel.ReadOnlyCollection<string> Shape { get; private set; }

                    /// <summary>As in: input_ids: int64 [batch, sequence].</summary>
                    public override string ToString()
                    {
                        string[] sizes = new string[Shape.Count];
                        for (int axis = 0; axis < sizes.Length; axis++)
                            sizes[axis] = Shape[axis].Length == 0 ? "?" : Shape[axis];
                        return Name + ": " + ElementType + " [" + string.Join(", ", sizes) + "]";
                    }
                }

                /// <summary>One metric of the model that ships, beside the original's.</summary>
                internal sealed class Measurement
                {
                    internal Measurement(string metric, double original, double shipped)
                    {
                        Metric = metric;
                        Original = original;
                        Shipped = shipped;
                    }

                    /// <summary>The metric's name, as gates spell it.</summary>
                    public string Metric { get; private set; }

                    /// <summary>The original's; NaN where the metric has none.</summary>
                    public double Original { get; private set; }

                    /// <summary>The pruned model's.</summary>
                    public double Shipped { get; private set; }

                    /// <summary>As in: accuracy: 0.9 -> 0.89.</summary>
                    public override string ToString()
                    {
                        string shipped = Shipped.ToString(global::System.Globalization.CultureInfo.InvariantCulture);
                        return double.IsNaN(Original)
                            ? Metric + ": " + shipped
                            : Metric + ": " + Original.ToString(global::System.Globalization.CultureInfo.InvariantCulture) + " -> " + shipped;
                    }
                }
            }
        }

        """;

    /// <summary>Everything before the first model. An alias cannot be called as the project's outermost namespace is.</summary>
    public static string Start(string namespaceName, bool isAliased) =>
        $$"""
        // <auto-generated>
        //   Made by PruneBuild.MSBuild from the models that ship. Do not edit: the next build writes it again.
        // </auto-generated>
        {{(isAliased && namespaceName.Split('.')[0] != "PrunedModels" ? $"\nglobal using PrunedModels = global::{namespaceName}.PrunedModels;\n" : "")}}
        namespace {{namespaceName}}
        {
            /// <summary>The models that ship with this assembly, as the build pruned and measured them.</summary>
            [global::System.CodeDom.Compiler.GeneratedCode("PruneBuild.MSBuild", "1")]
            [global::System.Diagnostics.DebuggerNonUserCode]
            internal static class PrunedModels
            {

        """;
}
