using System.Text.RegularExpressions;
using PruneBuild.Eng.Processes;

namespace PruneBuild.Eng.Feed;

/// <summary>Compiles the managed API of ONNX Runtime out of the sources in the npm package.</summary>
internal static class ManagedRuntime
{
    /// <summary>The assembly's name; it differs from its package's id.</summary>
    public const string AssemblyName = "Microsoft.ML.OnnxRuntime";

    /// <summary>The version of System.Numerics.Tensors that the vendor's package asks for.</summary>
    public const string TensorsVersion = "9.0.0";

    /// <summary>The version of System.Memory that the vendor's package asks for.</summary>
    public const string MemoryVersion = "4.5.5";

    /// <summary>The frameworks it is compiled for.</summary>
    public static IReadOnlyList<string> TargetFrameworks { get; } = ["net8.0", "netstandard2.0"];

    /// <summary>The project that compiles it, one folder above the sources' "Runtime".</summary>
    /// <remarks>
    /// The compiler is pinned and no symbols are made, so that the assembly, and with it the hash in the lock files, is the same
    /// whatever SDK runs this. The sources were published for Unity, which never compiles their .NET 5 branches: there the import
    /// of <c>System.Reflection.Assembly</c> is missing, hence the alias. Their documentation has slips that only we would see.
    /// Signed with the vendor's public key only: libraries compiled against the vendor's assembly ask for that identity.
    /// </remarks>
    public static string Project { get; } =
        $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFrameworks>{string.Join(';', TargetFrameworks)}</TargetFrameworks>
            <AssemblyName>{AssemblyName}</AssemblyName>
            <Version>1.29.0</Version>
            <AssemblyVersion>0.0.0.0</AssemblyVersion>
            <SignAssembly>true</SignAssembly>
            <PublicSign>true</PublicSign>
            <AssemblyOriginatorKeyFile>public.snk</AssemblyOriginatorKeyFile>
            <Company>Microsoft Corporation</Company>
            <IncludeSourceRevisionInInformationalVersion>false</IncludeSourceRevisionInInformationalVersion>
            <LangVersion>12.0</LangVersion>
            <AllowUnsafeBlocks>true</AllowUnsafeBlocks>
            <Deterministic>true</Deterministic>
            <Optimize>true</Optimize>
            <DebugType>none</DebugType>
            <GenerateDocumentationFile>true</GenerateDocumentationFile>
            <NoWarn>$(NoWarn);CS1570;CS1572;CS1573;CS1574;CS1587;CS1591;CS1734</NoWarn>
            <EnableDefaultItems>false</EnableDefaultItems>
            <SatelliteResourceLanguages>en</SatelliteResourceLanguages>
          </PropertyGroup>
          <ItemGroup>
            <Compile Include="Runtime/**/*.cs" />
            <Using Include="System.Reflection.Assembly" Alias="Assembly" />
            <PackageReference Include="Microsoft.Net.Compilers.Toolset" Version="5.9.0" PrivateAssets="all" />
            <PackageReference Include="System.Memory" Version="{MemoryVersion}" Condition="'$(TargetFramework)' == 'netstandard2.0'" />
            <PackageReference Include="System.Numerics.Tensors" Version="{TensorsVersion}" Condition="'$(TargetFramework)' == 'net8.0'" />
          </ItemGroup>
        </Project>
        """.ReplaceLineEndings("\n");

    /// <summary>Compiles it in a folder that holds the extracted npm package.</summary>
    /// <returns>The folder with one folder of outputs per target framework.</returns>
    /// <exception cref="EngFailure">The build failed; the message carries the compiler's output.</exception>
    public static string Build(string sourceFolder)
    {
        Console.WriteLine("feed: compiling the managed API of ONNX Runtime");
        var project = Path.Combine(sourceFolder, "Microsoft.ML.OnnxRuntime.Managed.csproj");
        File.WriteAllText(project, Project);
        File.WriteAllBytes(
            Path.Combine(sourceFolder, "public.snk"), PublicKey(Path.Combine(sourceFolder, "Runtime", "AssemblyInfo.shared.cs")));
        var output = Path.Combine(sourceFolder, "bin");
        Tool.MustSucceed(
            "dotnet",
            ["build", project, "-c", "Release", "--nologo", "-v", "quiet", $"-p:BaseOutputPath={output}/", "-p:UseSharedCompilation=false"],
            sourceFolder, "the build of ONNX Runtime's managed sources");
        return Path.Combine(output, "Release");
    }

    // The sources name their friends with the key that signs them all.
    private static byte[] PublicKey(string assemblyInfo) =>
        Convert.FromHexString(Regex.Match(File.ReadAllText(assemblyInfo), "PublicKey=([0-9a-f]+)").Groups[1].Value);
}
