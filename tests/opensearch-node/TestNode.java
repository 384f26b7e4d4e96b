import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.opensearch.Version;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.Node;

/** One node of a cluster of tests: the services of production, without bootstrap checks. */
public final class TestNode {
    /** The arguments are settings, name=value or name=["value", "value"]; path.home is one of them. */
    public static void main(String[] arguments) throws Exception {
        Settings.Builder settings = Settings.builder();
        for (String argument : arguments) {
            int at = argument.indexOf('=');
            String name = argument.substring(0, at), value = argument.substring(at + 1);
            if (value.startsWith("[\"")) settings.putList(name, value.substring(2, value.length() - 2).split("\", \""));
            else settings.put(name, value);
        }
        Path home = Path.of(settings.get("path.home"));
        String suffix = Version.CURRENT.major == 2 ? "Plugin" : "ModulePlugin";
        addModule(home, "analysis-common", "org.opensearch.analysis.common.CommonAnalysis" + suffix);
        addModule(home, "netty", "org.opensearch.transport.Netty4" + suffix);
        Files.createDirectories(home.resolve("plugins"));
        Files.createDirectories(home.resolve("config"));
        Node node = new Node(new Environment(settings.build(), home.resolve("config")));
        node.start();
        new CountDownLatch(1).await();
    }

    /** Lay out a module as a distribution has it: its own jars, out of -Dmodules, and its description. */
    private static void addModule(Path home, String name, String className) throws IOException {
        Path folder = Files.createDirectories(home.resolve("modules").resolve(name));
        for (String jar : System.getProperty("modules").split(":")) {
            Path file = Path.of(jar).getFileName();
            Path link = folder.resolve(file);
            if (file.toString().contains(name) && Files.notExists(link)) Files.createSymbolicLink(link, Path.of(jar));
        }
        Files.write(folder.resolve("plugin-descriptor.properties"), List.of("name=" + name, "description=" + name,
            "version=" + Version.CURRENT, "opensearch.version=" + Version.CURRENT, "java.version=11",
            "classname=" + className));
    }
}
